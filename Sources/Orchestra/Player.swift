/// Turns the plan of a clip into samples.
struct Player {
  private let plan: Performance
  private let rate: Double
  private let noise: Choices
  /// Strength of bore and body at every `responseStep` hertz.
  private let response: [Double]
  private let responseStep = 15.0
  private let block = 128
  /// What sounds before the clip starts, so that a note may already be under way.
  private let leadSeconds = 0.12

  init(_ plan: Performance, sampleRate: Double, noise: Choices) {
    self.plan = plan
    rate = sampleRate
    self.noise = noise
    let top = min(sampleRate * 0.46, 11_000)
    let voice = plan.voice
    let step = responseStep
    response = (0...Int(top / step) + 1).map { voice.response(at: Double($0) * step) }
  }

  /// The finished clip: in its room, without offset, at the planned peak.
  func samples(count: Int) -> [Float] {
    let lead = Int(leadSeconds * rate)
    var sound = [Float](repeating: 0, count: lead + count)
    for (number, note) in plan.notes.enumerated() {
      play(note, number: number, lead: lead, into: &sound)
    }
    sound = plan.room.applied(to: sound, sampleRate: rate)
    return finished(Array(sound.dropFirst(lead)))
  }

  /// Adds one note: tone, then noise, both under its envelope.
  private func play(_ note: Note, number: Int, lead: Int, into sound: inout [Float]) {
    let total = sound.count
    let first = max(lead + Int((note.startSeconds * rate).rounded()), 0)
    let last = min(
      lead + Int(((note.endSeconds + plan.releaseSeconds) * rate).rounded()), total)
    guard first < last else { return }
    let count = last - first
    let isLegato = number > 0 && plan.isBound
    var control = Control(
      plan: plan, note: note, isLegato: isLegato, followed: number + 1 < plan.notes.count,
      noise: noise, number: number)
    let turns = phases(note, first: first, lead: lead, count: count, &control)
    var tone = [Float](repeating: 0, count: count)
    var strengths = self.strengths(note, control: control, at: seconds(first, lead))
    for start in stride(from: 0, to: count, by: block) {
      let size = min(block, count - start)
      let next = self.strengths(note, control: control, at: seconds(first + start + size, lead))
      tone.withUnsafeMutableBufferPointer { tone in
        turns.withUnsafeBufferPointer { turns in
          HarmonicBank.add(
            to: UnsafeMutableBufferPointer(rebasing: tone[start..<start + size]),
            turns: UnsafeBufferPointer(rebasing: turns[start..<start + size]), from: strengths,
            to: next)
        }
      }
      strengths = next
    }
    addNoise(to: &tone, note, control: control, first: first, lead: lead, number: number)
    for i in 0..<count { sound[first + i] += tone[i] }
  }

  private func seconds(_ sample: Int, _ lead: Int) -> Double { Double(sample - lead) / rate }

  /// The phase of the fundamental at each sample, in turns, vibrato and wavering included.
  private func phases(
    _ note: Note, first: Int, lead: Int, count: Int, _ control: inout Control
  ) -> [Double] {
    var turns = [Double](repeating: 0, count: count)
    var phase = 0.0
    var frequency = note.hertz
    for i in 0..<count {
      if i % 32 == 0 {
        let cents = control.cents(at: seconds(first + i, lead))
        frequency = note.hertz * Exact.powerOfTwo(cents / 1200)
      }
      turns[i] = phase
      phase += frequency / rate
      if phase >= 1 { phase -= 1 }
    }
    return turns
  }

  /// The strength of each harmonic at a moment: source slope, even harmonics, resonances, envelope.
  private func strengths(_ note: Note, control: Control, at time: Double) -> [Double] {
    let state = control.state(at: time)
    let hertz = note.hertz * Exact.powerOfTwo(state.cents / 1200)
    let top = Double(response.count - 2) * responseStep
    let harmonics = max(min(Int(top / (note.hertz * 1.03)), 90), 1)
    let voice = plan.voice
    let slope = voice.softSlope + (voice.loudSlope - voice.softSlope) * state.brightness
    return (1...harmonics).map { k in
      let place = hertz * Double(k) / responseStep
      let index = min(Int(place), response.count - 2)
      let resonance =
        response[index] + (response[index + 1] - response[index]) * min(place - Double(index), 1)
      var strength = Player.power(of: k, slope) * resonance
      if k % 2 == 0 {
        strength *= voice.evenLevel + (1 - voice.evenLevel) * min(Double(k) / 12, 1)
      }
      return strength * state.level
    }
  }

  private static let logarithms = (0...96).map { Exact.logarithm(Double(max($0, 1))) }

  private static func power(of k: Int, _ slope: Double) -> Double {
    Exact.powerOfTwo(-slope * logarithms[k])
  }

  /// Adds breath or bow noise; a chiff or scratch at the start of a newly attacked note.
  private func addNoise(
    to tone: inout [Float], _ note: Note, control: Control, first: Int, lead: Int, number: Int
  ) {
    var level: Float = 0
    for sample in tone { level = max(level, abs(sample)) }
    var band = BandNoise(
      hertz: plan.voice.noiseHertz, quality: plan.voice.noiseQuality, sampleRate: rate,
      choices: noise.derived(UInt32(number * 2 + 1)))
    let gain = level * Float(plan.noiseGain)
    var before = Float(control.noiseLevel(at: seconds(first, lead)))
    for start in stride(from: 0, to: tone.count, by: block) {
      let size = min(block, tone.count - start)
      let after = Float(control.noiseLevel(at: seconds(first + start + size, lead)))
      for i in 0..<size {
        let share = Float(i) / Float(size)
        tone[start + i] += band.next() * gain * (before + (after - before) * share)
      }
      before = after
    }
  }

  /// Takes out what lies below hearing, adds the noise of the room, and sets the peak.
  private func finished(_ raw: [Float]) -> [Float] {
    var clip = raw
    var highest: Float = 0
    var slow: Float = 0
    let rate = Float(2 * Exact.pi * 18 / rate)
    for i in clip.indices {
      slow += rate * (clip[i] - slow)
      clip[i] -= slow
      highest = max(highest, abs(clip[i]))
    }
    var hiss = noise.derived(99)
    let floor = Float(plan.hiss) * max(highest, 1e-6)
    for i in clip.indices { clip[i] += hiss.noise() * floor }
    var sum = 0.0
    for sample in clip { sum += Double(sample) }
    let mean = Float(sum / Double(max(clip.count, 1)))
    highest = 0
    for i in clip.indices {
      clip[i] -= mean
      highest = max(highest, abs(clip[i]))
    }
    let gain = Float(plan.peak) / max(highest, 1e-9)
    for i in clip.indices { clip[i] *= gain }
    return clip
  }
}
