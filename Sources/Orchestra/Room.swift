/// A small room: a few early reflections and a short decay.
struct Room {
  private let taps: [(seconds: Double, gain: Float)]
  private let combs: [(seconds: Double, gain: Double)]
  private let wet: Float

  init(_ choice: inout Choices) {
    let size = choice.real(0.5...1.6)
    wet = Float(choice.real(0.02...0.22))
    let decaySeconds = choice.real(0.12...0.5) * size
    taps = (0..<6).map { number in
      let seconds = (0.004 + 0.006 * Double(number) + choice.real(0...0.006)) * size
      let gain = choice.real(0.25...0.75) / (1 + 0.5 * Double(number))
      return (seconds, Float(choice.happens(0.5) ? gain : -gain))
    }
    // The delays share no simple ratio; each loop's gain makes all die by 60 dB in the same time.
    combs = [0.0197, 0.0231, 0.0273, 0.0311].map { base in
      let seconds = base * size * choice.real(0.95...1.05)
      return (seconds, Exact.amplitude(decibels: -60 * seconds / decaySeconds))
    }
  }

  /// The sound as heard in the room; as many samples as came in.
  func applied(to dry: [Float], sampleRate: Double) -> [Float] {
    let count = dry.count
    var result = dry
    var tail = [Float](repeating: 0, count: count)
    dry.withUnsafeBufferPointer { dry in
      result.withUnsafeMutableBufferPointer { result in
        for tap in taps {
          let delay = Int(tap.seconds * sampleRate)
          guard delay < count else { continue }
          let gain = tap.gain * wet * 2
          for i in delay..<count { result[i] += gain * dry[i - delay] }
        }
        tail.withUnsafeMutableBufferPointer { tail in
          for comb in combs {
            let delay = max(Int(comb.seconds * sampleRate), 1)
            guard delay < count else { continue }
            var line = [Float](repeating: 0, count: delay)
            let gain = Float(comb.gain)
            var place = 0
            for i in 0..<count {
              let delayed = line[place]
              tail[i] += delayed
              line[place] = dry[i] + gain * delayed
              place += 1
              if place == delay { place = 0 }
            }
          }
          // Walls and air take the high notes first: one pole at about 3 kHz.
          var state: Float = 0
          let rate = Float(min(3000 * 2 * Exact.pi / sampleRate, 0.9))
          for i in 0..<count {
            state += rate * (tail[i] - state)
            result[i] += wet * 0.5 * state
          }
        }
      }
    }
    return result
  }
}
