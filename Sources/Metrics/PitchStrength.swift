import Glibc
import Media

/// How strongly a sound has a pitch, and which, by the autocorrelation of short frames (Boersma,
/// 1993).
///
/// The autocorrelation of a frame under a Hann window, divided by the window's own, is 1 at the
/// period of a periodic sound and about 0.1 at the highest peak of white noise. Only local maxima
/// count: towards lag 0 the autocorrelation of any slowly varying sound rises to 1, which says
/// nothing of a pitch.
public struct PitchStrength: Sendable, Equatable {
  /// The pitch of one frame of a sound.
  ///
  /// Frames have `frameLength` samples.
  public struct Frame: Sendable, Equatable {
    /// The first sample.
    public let start: Int
    /// The normalised autocorrelation at the pitch, 0 to 1; 0 where there is none.
    public let strength: Double
    /// The pitch, in hertz; nil where the autocorrelation has no positive peak.
    public let frequency: Double?
  }

  /// The samples of a frame.
  public static let frameLength = 2048
  /// The distance of two frames, in samples.
  public static let hopLength = 1024
  /// The lowest and the highest pitch, in hertz.
  ///
  /// Lags beyond half a frame are left out, where too little of the window overlaps: above 51 200
  /// samples a second the lowest pitch is twice the rate over the frame's length.
  public static let range = 50.0...2000.0
  /// Frames of less power than this, their mean taken off, are silent: -74 dB of full scale.
  public static let leastPower = 4e-8
  /// What a peak costs for each octave below another, so that a period wins over its multiples.
  private static let octaveCost = 0.01

  /// The frames that are not silent.
  public let frames: [Frame]

  /// The median strength of frames that are not silent; nil where there are none.
  public var strength: Double? {
    frames.isEmpty ? nil : median(of: frames.map(\.strength))
  }

  /// The median pitch of the frames that have one, in hertz; nil where there are none.
  public var frequency: Double? {
    let found = frames.compactMap(\.frequency)
    return found.isEmpty ? nil : median(of: found)
  }

  /// Looks at all frames that lie wholly inside a sound; one shorter than a frame has none.
  public init(of sound: Sound) {
    let length = PitchStrength.frameLength
    let rate = Double(sound.sampleRate)
    let first = max(2, Int(rate / PitchStrength.range.upperBound))
    let last = min(length / 2, Int((rate / PitchStrength.range.lowerBound).rounded(.up)))
    let window = (0..<length).map {
      0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(length))
    }
    let own = PitchStrength.autocorrelation(window, lags: last + 2)
    let starts = stride(from: 0, through: sound.samples.count - length, by: PitchStrength.hopLength)
    frames = starts.compactMap { start in
      let samples = sound.samples[start..<start + length].map { Double($0) }
      let mean = samples.reduce(0, +) / Double(length)
      let centered = samples.map { $0 - mean }
      let power = centered.reduce(0) { $0 + $1 * $1 } / Double(length)
      guard power >= PitchStrength.leastPower else { return nil }
      let windowed = zip(centered, window).map { $0 * $1 }
      let products = PitchStrength.autocorrelation(windowed, lags: last + 2)
      let curve = zip(products, own).map { $0 / products[0] * (own[0] / $1) }
      let best = PitchStrength.highestPeak(of: curve, lags: first...last)
      return Frame(
        start: start, strength: best.map { min(1, $0.height) } ?? 0,
        frequency: best.map { rate / $0.lag })
    }
  }

  /// The favoured local maximum, placed by a parabola through it and its neighbours.
  private static func highestPeak(
    of curve: [Double], lags: ClosedRange<Int>
  ) -> (lag: Double, height: Double)? {
    var best: (lag: Double, height: Double, score: Double)?
    for lag in lags {
      let (before, here, after) = (curve[lag - 1], curve[lag], curve[lag + 1])
      guard here > 0, here > before, here >= after else { continue }
      let offset = 0.5 * (before - after) / (before - 2 * here + after)
      let place = Double(lag) + offset
      let height = here - 0.25 * (before - after) * offset
      let score = height - octaveCost * log2(place)
      if best.map({ score > $0.score }) ?? true { best = (place, height, score) }
    }
    return best.map { ($0.lag, $0.height) }
  }

  /// Sums of products of samples `lag` apart, for lags in 0..<lags, eight lags at a time.
  private static func autocorrelation(_ samples: [Double], lags: Int) -> [Double] {
    let padded = samples + [Double](repeating: 0, count: lags + 8)
    return padded.withUnsafeBytes { numbers in
      stride(from: 0, to: lags, by: 8).flatMap { lag in
        var sums = SIMD8<Double>.zero
        for i in samples.indices.prefix(samples.count - lag) {
          // Not `addProduct`: without instructions for it, that is a call for each number.
          sums +=
            SIMD8(repeating: numbers.load(fromByteOffset: 8 * i, as: Double.self))
            * numbers.loadUnaligned(fromByteOffset: 8 * (i + lag), as: SIMD8<Double>.self)
        }
        return sums.indices.map { sums[$0] }
      }.prefix(lags).map(\.self)
    }
  }
}
