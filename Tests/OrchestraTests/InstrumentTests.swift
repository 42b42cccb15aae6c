import Orchestra
import Testing

@Suite struct InstrumentTests {
  @Test func theClassesAreThoseOfSubURMP() {
    #expect(
      Instrument.allCases.map(\.rawValue) == [
        "bassoon", "cello", "clarinet", "double_bass", "flute", "horn", "oboe", "sax", "trombone",
        "trumpet", "tuba", "viola", "violin",
      ])
  }

  @Test(arguments: Instrument.allCases)
  func notesStayWithinTheRange(instrument: Instrument) {
    let orchestra = Orchestra(seed: 5)
    var heard: Set<Int> = []
    for index in 0..<300 {
      let notes = orchestra.notes(of: instrument, index: index)
      #expect((1...2).contains(notes.count))
      for note in notes {
        #expect(instrument.range.contains(note.midi), "index \(index): \(note)")
        #expect(note.startSeconds < note.endSeconds, "index \(index): \(note)")
        heard.insert(note.midi)
      }
    }
    #expect(heard.count > instrument.range.count / 2, "few different notes: \(heard.sorted())")
  }

  @Test func theFrequencyFollowsFromPitchAndDetuning() {
    let note = Note(midi: 57, detuningCents: 0, startSeconds: 0, endSeconds: 1)
    #expect(abs(note.hertz - 220) < 1e-8)
    let sharp = Note(midi: 57, detuningCents: 100, startSeconds: 0, endSeconds: 1)
    #expect(abs(sharp.hertz - 233.08188075904496) < 1e-8)
  }
}
