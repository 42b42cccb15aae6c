#if canImport(Glibc)
  import Glibc
#endif

/// Turns log-mel spectrograms back into sound: mel inversion, then Griffin-Lim.
///
/// The same spectrogram always gives the same samples. Any number of threads may share one object.
public final class LogMelInversion: Sendable {
  /// The highest level in decibels that is inverted; higher ones are lowered to it.
  ///
  /// A sound at full scale stays below 60 dB.
  public static let highestLevel: Float = 200

  /// How the spectrograms were made.
  public let settings: SpectrogramSettings
  private let melInversion: MelInversion
  private let griffinLim: GriffinLim

  /// The inversion of spectrograms of valid settings.
  ///
  /// - Throws: `Failure` of kind `resources` where bands and frequencies are too many to be inverted.
  public init(_ settings: SpectrogramSettings) throws {
    self.settings = settings
    melInversion = try MelInversion(settings)
    griffinLim = GriffinLim(
      windowLength: settings.windowLength, hopLength: settings.hopLength)
  }

  /// The sound of a spectrogram, and how well its magnitudes fit those that were wanted.
  ///
  /// Levels at or below `LogMel.silence` count as no power, so a silent spectrogram gives zeros.
  ///
  /// - Parameters:
  ///   - spectrogram: at least one frame of finite levels in decibels.
  ///   - length: the number of samples wanted; nil means all that the frames describe.
  ///   - iterations: how often Griffin-Lim improves the phases, 0 or more.
  /// - Returns: the samples and their spectral convergence.
  public func callAsFunction(
    _ spectrogram: LogMel, length: Int? = nil, iterations: Int = 60
  ) -> GriffinLim.Result {
    precondition(
      spectrogram.bands == settings.bands,
      "a spectrogram of \(spectrogram.bands) bands, \(settings.bands) expected")
    let powers = spectrogram.values.map { level -> Float in
      precondition(level.isFinite, "a level that is not finite")
      return level <= LogMel.silence ? 0 : powf(10, min(level, LogMelInversion.highestLevel) / 10)
    }
    let magnitudes = melInversion.magnitudes(ofPowers: powers, frames: spectrogram.frames)
    return griffinLim(
      magnitudes, frames: spectrogram.frames, length: length, iterations: iterations)
  }
}
