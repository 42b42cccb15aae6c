import Glibc
import Media
import Orchestra
import TensorCore
import Testing

@Suite struct PlayerTests {
  private let orchestra = Orchestra(seed: 21)

  @Test(arguments: Instrument.allCases)
  func clipsAreCleanAndLoudEnough(instrument: Instrument) {
    for index in 0..<25 {
      let sound = orchestra.sound(of: instrument, index: index)
      #expect(sound.samples.count == 22_050 && sound.sampleRate == 44_100)
      #expect(sound.samples.allSatisfy { $0.isFinite }, "index \(index)")
      let peak = Double(sound.peak)
      #expect(peak > 0.0999 && peak < 0.8415, "index \(index): peak \(peak)")
      let mean = sound.samples.reduce(0) { $0 + Double($1) } / 22_050
      #expect(abs(mean) < 1e-5 * peak, "index \(index): mean \(mean)")
      let power = sound.samples.reduce(0) { $0 + Double($1) * Double($1) } / 22_050
      #expect(power.squareRoot() > 0.05 * peak, "index \(index): hardly anything is heard")
    }
  }

  @Test(arguments: [(8000, 0.5), (16_000, 1.25), (48_000, 0.1), (96_000, 0.5)])
  func everyRateAndLengthGivesItsNumberOfSamples(sampleRate: Int, seconds: Double) {
    for instrument in Instrument.allCases {
      let sound = orchestra.sound(
        of: instrument, index: 4, durationSeconds: seconds, sampleRate: sampleRate)
      #expect(sound.samples.count == Int((Double(sampleRate) * seconds).rounded()))
      #expect(sound.samples.allSatisfy { $0.isFinite && abs($0) < 0.8415 })
    }
  }

  @Test func aLongClipSoundsUntilItsLastNoteEnds() {
    for index in 0..<8 {
      let sound = orchestra.sound(of: .cello, index: index, durationSeconds: 6)
      let notes = orchestra.notes(of: .cello, index: index, durationSeconds: 6)
      let end = min(notes[notes.count - 1].endSeconds, 6)
      let part = sound.samples[Int((end - 0.4) * 44_100)..<Int((end - 0.1) * 44_100)]
      let level = part.reduce(0) { max($0, abs($1)) }
      #expect(level > 0.1 * sound.peak, "index \(index): \(level) of \(sound.peak)")
    }
  }

  @Test(arguments: Instrument.allCases)
  func theMeasuredPitchIsThatOfTheNote(instrument: Instrument) throws {
    var measured = 0
    for index in 0..<14 {
      let note = try #require(orchestra.notes(of: instrument, index: index).first)
      let start = max(note.startSeconds + 0.08, 0)
      let end = min(note.endSeconds, 0.5)
      guard end - start > 0.15 else { continue }
      let samples = orchestra.sound(of: instrument, index: index).samples
      let part = samples[Int(start * 44_100)..<Int((start + 0.15) * 44_100)]
      let found = pitch(of: Array(part), from: note.hertz / 2.2, to: note.hertz * 2.2)
      let cents = 1200 * log2(found / note.hertz)
      #expect(abs(cents) < 60, "index \(index): \(found) Hz, \(note.hertz) Hz expected")
      measured += 1
    }
    #expect(measured >= 8)
  }

  /// The pitch by McLeod's normalised square difference: the first peak nearly as high as any.
  private func pitch(of samples: [Float], from low: Double, to high: Double) -> Double {
    let longest = Int(44_100 / low) + 1
    let shortest = max(Int(44_100 / high), 2)
    let window = samples.count - longest
    precondition(window > 500, "the part is too short for \(low) Hz")
    let likeness = samples.withUnsafeBufferPointer { samples in
      (shortest...longest).map { lag -> Double in
        var product: Float = 0
        var energy: Float = 0
        for i in 0..<window {
          product += samples[i] * samples[i + lag]
          energy += samples[i] * samples[i] + samples[i + lag] * samples[i + lag]
        }
        return Double(2 * product / max(energy, 1e-12))
      }
    }
    let best = likeness.max() ?? 0
    for i in 1..<likeness.count - 1
    where likeness[i] >= likeness[i - 1] && likeness[i] > likeness[i + 1]
      && likeness[i] > 0.9 * best
    {
      let bend = likeness[i - 1] - 2 * likeness[i] + likeness[i + 1]
      let shift = bend < 0 ? (likeness[i - 1] - likeness[i + 1]) / (2 * bend) : 0
      return 44_100 / (Double(shortest + i) + shift)
    }
    return 0
  }
}
