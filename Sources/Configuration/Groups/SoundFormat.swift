/// The clips of a model and their log-mel spectrograms.
///
/// What its numbers must fulfil together is checked by `SpectrogramSettings.validate(path:)`.
public struct SoundFormat: SettingsGroup {
  /// Samples a second.
  public var sampleRate = 44_100
  /// The length of a clip.
  public var durationSeconds = 0.5
  /// Samples of a Fourier window.
  public var windowLength = 2048
  /// Samples from one frame to the next.
  public var hopLength = 348
  /// Mel bands: the rows of a spectrogram.
  public var bands = 128
  /// The lower edge of the lowest band, in hertz.
  public var minimumFrequency = 0.0
  /// The upper edge of the highest band, in hertz.
  public var maximumFrequency = 22_050.0
  /// How far below a clip's peak the floor lies; the range is mapped to [-1, 1].
  public var dynamicRangeDecibels = 80.0

  /// Half a second at 44.1 kHz: 128 bands x 64 frames.
  public init() {}

  /// Samples of a clip.
  public var samples: Int { Int((Double(sampleRate) * durationSeconds).rounded()) }
  /// Frames of a clip's spectrogram: its columns.
  public var frames: Int { 1 + samples / hopLength }
  /// How many frames a clip may have.
  public static let frameRange = 8...1_024

  /// The keys of `sound`.
  public static let keys: [Key] = [
    .whole("sampleRate", \.sampleRate, 1_000...768_000, unit: "Hz", "samples per second"),
    .number("durationSeconds", \.durationSeconds, 0.05...10, unit: "seconds", "length of a clip"),
    .whole(
      "windowLength", \.windowLength, 16...65_536, unit: "samples",
      "length of a Fourier window; an even number"),
    .whole(
      "hopLength", \.hopLength, 1...32_768, unit: "samples",
      "distance from one frame to the next, at most half the window; a clip has 1 + samples / hop frames"
    ),
    .whole(
      "bands", \.bands, 1...32_769, "number of mel bands, at most the window's frequency bins"),
    .number(
      "minimumFrequency", \.minimumFrequency, 0...384_000, unit: "Hz",
      "lower edge of the mel bands"),
    .number(
      "maximumFrequency", \.maximumFrequency, 0...384_000, unit: "Hz",
      "upper edge of the mel bands, at most half the sample rate"),
    .number(
      "dynamicRangeDecibels", \.dynamicRangeDecibels, 10...200, unit: "dB",
      "distance from a clip's peak down to its floor"),
  ]
}
