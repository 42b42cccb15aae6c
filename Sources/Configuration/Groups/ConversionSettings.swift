/// The two ways to translate; both are in the paper's first figure.
public enum Route: String, Codable, Sendable, CaseIterable {
  /// Encoder of one modality, decoder of the other.
  case direct
  /// Through the reconstruction in the same modality, then across.
  case reconstruction
}

/// How each direction is translated unless asked otherwise.
public struct ConversionSettings: SettingsGroup {
  /// The route from sound to image.
  public var soundToImage = Route.reconstruction
  /// The route from image to sound.
  public var imageToSound = Route.direct
  /// The standard deviation of the latent vector that images are made with, 1 in training.
  ///
  /// Above it results of one input differ more from each other, below it less.
  public var imageTemperature = 1.0
  /// The same for sounds.
  public var soundTemperature = 1.0
  /// The exponent of the filter that gives the peaks of generated spectrograms their level back, before they
  /// become waveforms; 0: none.
  public var soundPostfilter = 0.0

  /// The routes of the paper, with temperature 1.
  public init() {}

  /// The range of temperatures.
  public static let temperatures = 0.0...10

  /// Sets the temperature of both.
  public mutating func setTemperature(_ temperature: Double) {
    (imageTemperature, soundTemperature) = (temperature, temperature)
  }

  /// The standard deviation of the latent vector that a modality is made with.
  public func temperature(of target: Modality) -> Double {
    target == .image ? imageTemperature : soundTemperature
  }

  /// The keys of `conversion`.
  public static let keys: [Key] = [
    .word(
      "soundToImage", \.soundToImage,
      "route from sound to image: direct, or through the reconstruction of the sound"),
    .word(
      "imageToSound", \.imageToSound,
      "route from image to sound: direct, or through the reconstruction of the image"),
    .number(
      "imageTemperature", \.imageTemperature, temperatures, older: 1,
      "standard deviation of z for generated images, 1 in training; a higher one makes results of one input differ more"
    ),
    .number(
      "soundTemperature", \.soundTemperature, temperatures, older: 1,
      "standard deviation of z for generated sounds, likewise"),
    .number(
      "soundPostfilter", \.soundPostfilter, 0...100, older: 0,
      "exponent of the filter that gives the peaks of generated spectrograms their level back; 0: none"
    ),
  ]
}
