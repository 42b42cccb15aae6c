/// Random changes of what the networks see in training, and dropout; all off by default.
public struct AugmentationSettings: SettingsGroup {
  /// Whether half of the training images are mirrored.
  public var mirroredImages = false
  /// What encoders and classifiers get instead of the data.
  public var encoder = EncoderAugmentation()
  /// How unpaired images are changed.
  public var unpairedImages = UnpairedImageAugmentation()
  /// What the discriminator gets instead of real and generated images and sounds.
  public var discriminator = DiscriminatorAugmentation()
  /// The share of a sound's features, and of a classifier's, that are left out at random.
  public var featureDropout = 0.0
  /// The standard deviation of the noise on the codes of autoencoder pre-training, as a part of the root of
  /// their mean square.
  public var codeNoise = 0.0
  /// The share of pairs of which the multimodal classifier sees one member only.
  public var modalityDropout = 0.0

  /// No changes.
  public init() {}

  /// The keys of `augmentation`.
  public static let keys: [Key] = [
    .flag("mirroredImages", \.mirroredImages, "whether half of the training images are mirrored"),
    .group("encoder", \.encoder),
    .group(
      "unpairedImages", \.unpairedImages, older: UnpairedImageAugmentation(),
      about: "for unpaired images"),
    .group("discriminator", \.discriminator),
    .number(
      "featureDropout", \.featureDropout, 0...0.9,
      "share of a sound's features, and of a classifier's, left out at random"),
    .number(
      "codeNoise", \.codeNoise, 0...1, older: 0,
      "standard deviation of the noise on codes in autoencoder pre-training, as a part of the root of their mean square"
    ),
    .number(
      "modalityDropout", \.modalityDropout, 0...1,
      "share of pairs of which the multimodal classifier sees one member only"),
  ]
}

/// How much the inputs of encoders and classifiers differ from the data.
///
/// Sounds change as by another player, room or microphone. What the networks make of the changed input is
/// compared with the unchanged data, so encoders learn to ignore the changes.
public struct EncoderAugmentation: SettingsGroup {
  /// Whether the image encoder sees images changed by the image settings of `discriminator`.
  public var imagesLikeDiscriminator = false
  /// The largest gain or loss of a smooth random equaliser, in decibels.
  public var soundEqualizerDecibels = 0.0
  /// The share of pairs' sounds that another sound of their class is mixed into, 0 to 12 dB lower.
  public var soundMixShare = 0.0
  /// The share of pairs' sounds that get another noise floor.
  public var soundNoiseShare = 0.0
  /// The quietest noise floor, in decibels of the sound's peak.
  public var soundQuietestNoiseDecibels = -50.0
  /// The loudest noise floor, in decibels of the sound's peak.
  public var soundLoudestNoiseDecibels = -32.0
  /// The largest shift in mel bands, up or down.
  public var soundBandShift = 0
  /// The largest shift in time, as a part of the clip; what leaves at one end comes in at the other.
  public var soundTimeShift = 0.0
  /// The widest mask of bands, and of frames, as a part of all.
  public var soundMask = 0.0

  /// No changes.
  public init() {}

  /// The keys of `augmentation.encoder`.
  public static let keys: [Key] = [
    .flag(
      "imagesLikeDiscriminator", \.imagesLikeDiscriminator, older: false,
      "whether the image encoder sees images changed by the image settings of augmentation.discriminator; results are compared with the unchanged images"
    ),
    .number(
      "soundEqualizerDecibels", \.soundEqualizerDecibels, 0...60, unit: "dB",
      "largest gain or loss of a smooth random equaliser, for all sounds"),
    .number(
      "soundMixShare", \.soundMixShare, 0...1,
      "share of pairs' sounds with another sound of their class mixed in, 0 to 12 dB lower; none where pairs have no classes"
    ),
    .number(
      "soundNoiseShare", \.soundNoiseShare, 0...1,
      "share of pairs' sounds with another noise floor"),
    .number(
      "soundQuietestNoiseDecibels", \.soundQuietestNoiseDecibels, -200...0, unit: "dB",
      "quietest noise floor, relative to the sound's peak"),
    .number(
      "soundLoudestNoiseDecibels", \.soundLoudestNoiseDecibels, -200...0, unit: "dB",
      "loudest noise floor, relative to the sound's peak"),
    .whole(
      "soundBandShift", \.soundBandShift, 0...64, unit: "bands",
      "largest shift in mel bands, up or down, for all sounds"),
    .number(
      "soundTimeShift", \.soundTimeShift, 0...0.5,
      "largest shift in time around the clip, as a part of its length, for all sounds"),
    .number(
      "soundMask", \.soundMask, 0...0.9,
      "widest mask of bands, and of frames, as a part of all, for all sounds"),
  ]
}

/// How much images and spectrograms are changed before the discriminator, or a classifier, sees them.
///
/// Real and generated members are changed alike: differentiable augmentation (Zhao et al., 2020).
public struct DiscriminatorAugmentation: SettingsGroup {
  /// The largest shift of an image, as a part of its sides.
  public var imageShift = 0.0
  /// The largest change of an image's contrast, as a factor's distance from 1.
  public var imageContrast = 0.0
  /// The largest change of an image's brightness; its full range is 2.
  public var imageBrightness = 0.0
  /// The sides of the rectangle that is cut out of an image, as a part of the image's sides; 0: none.
  public var imageCutout = 0.0
  /// The largest shift of a spectrogram in time, as a part of its length.
  public var soundTimeShift = 0.0
  /// The largest change of a spectrogram's level; its full range is 2.
  public var soundLevel = 0.0
  /// The largest shift of a spectrogram in mel bands, up or down.
  public var soundBandShift = 0

  /// No changes.
  public init() {}

  /// The keys of `augmentation.discriminator`.
  public static let keys: [Key] = [
    .number(
      "imageShift", \.imageShift, 0...0.5, "largest shift of an image, as a part of its sides"),
    .number(
      "imageContrast", \.imageContrast, 0...0.9,
      "largest change of contrast, as a factor's distance from 1"),
    .number(
      "imageBrightness", \.imageBrightness, 0...2,
      "largest change of brightness; the full range is 2"),
    .number(
      "imageCutout", \.imageCutout, 0...0.9, older: 0,
      "sides of a rectangle at a random place that becomes 0 (grey), as a part of the image's sides; 0: none; not for the image encoder"
    ),
    .number(
      "soundTimeShift", \.soundTimeShift, 0...0.5,
      "largest shift of a spectrogram in time, as a part of its length"),
    .number(
      "soundLevel", \.soundLevel, 0...2,
      "largest change of a spectrogram's level; the full range is 2"),
    .whole(
      "soundBandShift", \.soundBandShift, 0...64, unit: "bands",
      "largest shift of a spectrogram in mel bands, up or down"),
  ]
}
