/// The plan of one clip: which notes, how they are played, in which room.
struct Performance {
  let instrument: Instrument
  let durationSeconds: Double
  let voice: Voice
  private(set) var notes: [Note] = []
  /// Whether the second note is bound to the first, without a new attack.
  let isBound: Bool
  /// 0 as soft, 1 as loud as the instrument plays; and its change over the whole clip.
  let loudness: Double
  let swell: Double
  let attackSeconds: Double
  let releaseSeconds: Double
  let vibrato: (cents: Double, hertz: Double, phase: Double)
  let noiseGain: Double
  let room: Room
  /// The peak of the finished clip, and the level of the noise of room and equipment below it.
  let peak: Double
  let hiss: Double

  init(of instrument: Instrument, durationSeconds: Double, choice: inout Choices) {
    self.instrument = instrument
    self.durationSeconds = durationSeconds
    let lowest = Performance.hertz(instrument.range.lowerBound)
    voice = Voice.of(instrument).individual(&choice, lowest: lowest)
    loudness = choice.real(0.1...1)
    swell = choice.real(-0.3...0.3)
    attackSeconds = choice.real(voice.attackSeconds)
    releaseSeconds = choice.real(0.03...0.09)
    let usesVibrato = choice.happens(voice.vibratoShare)
    vibrato = (
      usesVibrato ? choice.real(voice.vibratoCents) : 0, choice.real(voice.vibratoHertz),
      choice.real(0...1)
    )
    noiseGain = Exact.amplitude(decibels: choice.real(voice.noiseDecibels))
    room = Room(&choice)
    peak = Exact.amplitude(decibels: choice.real(-20 ... -1.5))
    hiss = Exact.amplitude(decibels: choice.real(-78 ... -52))
    isBound = choice.happens(0.5)
    notes = Performance.notes(of: instrument, durationSeconds: durationSeconds, &choice)
  }

  private static func hertz(_ midi: Int) -> Double {
    440 * Exact.powerOfTwo(Double(midi - 69) / 12)
  }

  /// One or two notes, those in the middle of the range the likelier ones.
  private static func notes(
    of instrument: Instrument, durationSeconds: Double, _ choice: inout Choices
  ) -> [Note] {
    let range = instrument.range
    let place = (choice.real(0...1) + choice.real(0...1)) / 2
    let midi = range.lowerBound + Int((place * Double(range.count - 1)).rounded())
    let detuning = choice.real(-12...12)
    let beginsWithin = choice.happens(0.3)
    let start =
      beginsWithin
      ? -choice.real(0.25...0.6) : choice.real(0...0.18) * durationSeconds
    let hasSecond = choice.happens(0.2)
    let change = choice.real(0.42...0.66) * durationSeconds
    let endsWithin = choice.happens(0.25)
    let end = endsWithin ? choice.real(0.72...0.95) * durationSeconds : durationSeconds + 1
    let interval = choice.whole(1...7) * (choice.happens(0.5) ? 1 : -1)
    let first = Note(
      midi: midi, detuningCents: detuning, startSeconds: start,
      endSeconds: hasSecond ? change : end)
    guard hasSecond else { return [first] }
    let other = range.contains(midi + interval) ? midi + interval : midi - interval
    return [
      first, Note(midi: other, detuningCents: detuning, startSeconds: change, endSeconds: end),
    ]
  }
}
