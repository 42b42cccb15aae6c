import Configuration
import Glibc
import Media
import TensorCore
import Threads

/// Turns what the networks say about sound into samples.
public struct SoundSynthesis: Sendable {
  /// One clip.
  ///
  /// It is as long as a clip of the configuration.
  public struct Clip: Sendable {
    /// Its samples; zeros if the networks ask for silence.
    public let samples: [Float]
    /// How well Griffin-Lim met the magnitudes; nil for silence.
    public let spectralConvergence: Double?
  }

  /// Levels this close to the floor, as a part of the range, are meant to be nothing.
  private static let floorShare: Scalar = 0.01

  private let preprocessing: Preprocessing
  private let postfilter: SoundPostfilter
  private let inversion: LogMelInversion
  private let format: SoundFormat
  private let iterations: Int

  /// The synthesis of the sounds that a configuration asks for, by so many rounds of Griffin-Lim.
  ///
  /// - Throws: what `LogMelInversion` throws.
  public init(_ configuration: Configuration, iterations: Int) throws {
    preprocessing = Preprocessing(configuration)
    format = configuration.sound
    postfilter = SoundPostfilter(exponent: configuration.conversion.soundPostfilter)
    inversion = try LogMelInversion(format.spectrogramSettings)
    self.iterations = iterations
  }

  /// The clips of spectrograms [batch, bands, frames, 1] in [-1, 1], several at a time.
  ///
  /// - Parameter levels: spectrograms [count, bands, frames, 1] in [-1, 1].
  /// - Returns: a clip for each, in order.
  public func callAsFunction(_ levels: Tensor) -> [Clip] {
    ThreadPool.shared.map(levels.shape[0]) { clip(levels.row($0)) }
  }

  private func clip(_ levels: ArraySlice<Scalar>) -> Clip {
    let loudest = levels.max() ?? -1
    let peak = Double(loudest - 1) / 2 * format.dynamicRangeDecibels
    let isSilent = loudest <= -1 + 2 * Self.floorShare || peak < Preprocessing.silenceDecibels
    guard !isSilent else {
      return Clip(
        samples: [Float](repeating: 0, count: format.samples), spectralConvergence: nil)
    }
    var spectrogram = preprocessing.logMel(postfilter(levels))
    for (index, level) in levels.enumerated() where level <= -1 + 2 * Self.floorShare {
      spectrogram.values[index] = LogMel.silence
    }
    let made = inversion(spectrogram, length: format.samples, iterations: iterations)
    return Clip(samples: made.samples, spectralConvergence: made.spectralConvergence)
  }
}
