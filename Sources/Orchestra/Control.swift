/// How level, brightness and pitch of one note move in time.
struct Control {
  private let plan: Performance
  private let note: Note
  private let isLegato: Bool
  private let fade: Double
  /// Slow random wavering: one value each 40 ms, between -1 and 1, for pitch and for level.
  private let wander: [Double]

  init(
    plan: Performance, note: Note, isLegato: Bool, followed: Bool, noise: Choices, number: Int
  ) {
    self.plan = plan
    self.note = note
    self.isLegato = isLegato
    // A note that is followed by a bound one makes way quickly.
    fade = followed ? (plan.isBound ? 0.015 : 0.03) : plan.releaseSeconds
    var choice = noise.derived(UInt32(number * 2 + 2))
    wander = (0..<64).map { _ in choice.real(-1...1) }
  }

  private func wandering(_ time: Double, _ offset: Double) -> Double {
    let place = time * 25 + offset
    let index = place.rounded(.down)
    let share = Exact.smoothStep(place - index, from: 0, to: 1)
    let first = Int(index) & 63
    return wander[first] + (wander[(first + 1) & 63] - wander[first]) * share
  }

  /// The standard deviation from the note's pitch at a moment of the clip.
  func cents(at time: Double) -> Double {
    let age = time - note.startSeconds
    var cents = 2.5 * wandering(time, 7.3)
    // Vibrato begins once the note stands; at its full depth after 0.2 s.
    let depth = plan.vibrato.cents * Exact.smoothStep(age, from: 0.05, to: 0.22)
    cents += depth * Exact.sine(turns: plan.vibrato.phase + plan.vibrato.hertz * time)
    if !isLegato && plan.voice.onset == .blip {
      cents -= 22 * (1 - Exact.smoothStep(age, from: 0, to: 0.045))
    }
    return cents
  }

  /// Level, brightness (0 soft to 1 loud) and pitch standard deviation at a moment of the clip.
  func state(at time: Double) -> (level: Double, brightness: Double, cents: Double) {
    let age = time - note.startSeconds
    let attack = isLegato ? 0.018 : plan.attackSeconds
    var level = Exact.smoothStep(age, from: 0, to: attack)
    let swell = plan.swell * min(max(time / plan.durationSeconds - 0.5, -0.7), 0.7)
    var brightness = plan.loudness + swell
    if !isLegato {
      switch plan.voice.onset {
      case .blip:
        // Lips and bore agree only after a moment: a short overshoot, and the high partials late.
        let blip = Exact.smoothStep(age, from: 0.4 * attack, to: attack)
        let settle = 1 - Exact.smoothStep(age, from: attack, to: attack + 0.06)
        level *= 1 + 0.3 * blip * settle
        brightness += 0.15 * blip * settle - 0.5 * (1 - Exact.smoothStep(age, from: 0, to: attack))
      case .bow:
        brightness += 0.3 * (1 - Exact.smoothStep(age, from: 0.01, to: attack)) - 0.05
      case .chiff:
        brightness -= 0.35 * (1 - Exact.smoothStep(age, from: 0, to: attack))
      }
    }
    let shake = plan.vibrato.cents * 0.006
    level *=
      1 + 0.05 * wandering(time, 31.7)
      + shake * Exact.sine(turns: plan.vibrato.phase + 0.2 + plan.vibrato.hertz * time)
    level *= 1 + 1.5 * swell
    let left = 1 - Exact.smoothStep(time, from: note.endSeconds, to: note.endSeconds + fade)
    brightness -= 0.4 * (1 - left)
    return (max(level * left, 0), min(max(brightness, 0), 1.1), cents(at: time))
  }

  /// The level of breath or bow noise, 1 in the steady part.
  func noiseLevel(at time: Double) -> Double {
    let age = time - note.startSeconds
    let left = 1 - Exact.smoothStep(time, from: note.endSeconds, to: note.endSeconds + fade)
    var level = Exact.smoothStep(age, from: 0, to: 0.012)
    if !isLegato {
      let burst = 1 - Exact.smoothStep(age, from: 0.012, to: 0.06)
      switch plan.voice.onset {
      case .bow: level *= 1 + 2.5 * burst
      case .chiff: level *= 1 + 4 * burst
      case .blip: level *= 1 + 2 * burst
      }
    }
    return level * left
  }
}
