import Files
import Media

/// The settings of a spectrogram as far as they are given.
///
/// They are checked when a conversion runs. The options of `cmcgan-spectrogram` have the same defaults.
public struct SpectrogramOptions: Sendable, Equatable {
  /// Samples a second; nil is the rate of the file.
  ///
  /// A sound of another rate is resampled first. 1,000 to 768,000.
  public var sampleRate: Int?
  /// Samples of a window, even; nil is 2,048.
  public var windowLength: Int?
  /// Samples from frame to frame; nil is 348.
  public var hopLength: Int?
  /// Mel bands; nil is 128, or those that a spectrogram has.
  ///
  /// A spectrogram that is inverted has its own number, which goes first.
  public var bands: Int?
  /// Where the lowest band begins, in hertz; nil is 0.
  public var minimumFrequency: Double?
  /// Where the highest band ends, in hertz; nil is half the rate.
  public var maximumFrequency: Double?

  /// Nothing is given.
  public init() {}

  /// The settings at a rate, with the bands of a spectrogram if there is one.
  ///
  /// - Throws: `Failure` of kind `usage` about the option of `cmcgan-spectrogram` whose value is out of
  ///   range.
  func settings(sampleRate: Int, bands: Int?) throws -> SpectrogramSettings {
    let settings = SpectrogramSettings(
      sampleRate: sampleRate, windowLength: windowLength ?? 2_048, hopLength: hopLength ?? 348,
      bands: bands ?? self.bands ?? 128, minimumFrequency: minimumFrequency ?? 0,
      maximumFrequency: maximumFrequency)
    do {
      try settings.validate(path: "")
    } catch let failure as Failure {
      let option = failure.subject.map { Self.options[$0] ?? $0 }
      throw Failure(.usage, option, failure.problem)
    }
    return settings
  }

  /// The options that give the settings.
  private static let options = [
    ".sampleRate": "--sample-rate", ".windowLength": "--window", ".hopLength": "--hop",
    ".bands": "--bands", ".minimumFrequency": "--minimum-frequency",
    ".maximumFrequency": "--maximum-frequency",
  ]
}
