#if canImport(Glibc)
  import Glibc
#endif
import Files

/// One channel of sound in memory.
///
/// All sounds that networks see are of this type; files with more channels are averaged on reading.
public struct Sound: Sendable, Equatable {
  /// The sample rates that are accepted, in hertz.
  public static let sampleRates = 1_000...768_000

  /// The samples; full scale is -1 to 1, and larger values are allowed until the sound is written.
  public var samples: [Float]
  /// Samples a second, within `sampleRates`.
  public let sampleRate: Int

  /// A sound of the given samples; the rate has to be within `sampleRates`.
  public init(samples: [Float], sampleRate: Int) {
    precondition(Sound.sampleRates.contains(sampleRate), "no sound has the rate \(sampleRate)")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// How long it lasts, in seconds.
  public var durationSeconds: Double { Double(samples.count) / Double(sampleRate) }

  /// The largest absolute value of a sample; 0 for no samples.
  public var peak: Float { samples.reduce(0) { max($0, abs($1)) } }

  /// The peak in decibels relative to full scale.
  ///
  /// Minus infinity for digital silence.
  public var peakDecibels: Double { 20 * log10(Double(peak)) }

  /// The sound scaled so that its peak has the given level, in decibels relative to full scale.
  ///
  /// Silence stays silence.
  public func normalised(toPeakDecibels level: Double) -> Sound {
    let peak = peak
    guard peak > 0 else { return self }
    let gain = Float(pow(10, level / 20) / Double(peak))
    return Sound(samples: samples.map { $0 * gain }, sampleRate: sampleRate)
  }

  /// The sound at another sample rate, of round(count * rate / sampleRate) samples.
  ///
  /// - Throws: `Failure` of kind `badInput` for a rate outside `sampleRates`.
  public func resampled(to rate: Int) throws -> Sound {
    guard rate != sampleRate else { return self }
    let resampler = try Resampler(from: sampleRate, to: rate)
    var output = try resampler.process(samples)
    output += try resampler.finish()
    return Sound(samples: output, sampleRate: rate)
  }
}
