import Layers
import TensorCore

/// The shape of encoders, decoders and discriminator.
public struct NetworkSettings: SettingsGroup {
  /// The downsamplings after which self-attention is applied: a sixteenth of the pixels is left.
  public static let attentionLevel = 2

  /// Normalisation between layers.
  public enum Normalization: String, Codable, Sendable, CaseIterable {
    /// Over the batch.
    case batch
    /// Over each image.
    case instance
    /// Nothing.
    case none

    package var kind: NormalizationKind? {
      switch self {
      case .batch: .batch
      case .instance: .instance
      case .none: nil
      }
    }
  }

  /// How a decoder doubles the size of its images.
  public enum Upsampling: String, Codable, Sendable, CaseIterable {
    /// Transposed 4x4 convolution with stride 2.
    case transposed
    /// Pixels repeated two by two, then a 3x3 convolution.
    case resize
  }

  /// Channels after the first layer; they double from layer to layer, up to eight times this.
  public var width = 64
  /// Layers of stride 2.
  public var depth = 4
  /// The length of the feature vector F.
  public var featureSize = 128
  /// The length of the latent vector z; 0 leaves it out.
  public var latentSize = 100
  /// Normalisation of encoders and decoders.
  public var normalization = Normalization.batch
  /// How decoders enlarge.
  public var upsampling = Upsampling.transposed
  /// How weights start.
  public var initialization = WeightInitializer.Kind.normal
  /// Channels after the first layer of the discriminator's towers.
  public var discriminatorWidth = 64
  /// The length of each tower's result, and of the joint layer.
  public var discriminatorFeatures = 512
  /// Normalisation of the discriminator.
  public var discriminatorNormalization = Normalization.batch
  /// The kind of network that is the image tower of the pair discriminator.
  public var discriminatorImageTower = ImageNetwork.convolutions
  /// Whether the discriminator's weights are divided by their largest singular value.
  public var spectralNorm = false
  /// Whether encoders, decoders and towers have self-attention.
  public var attention = false
  /// Residual blocks after an encoder's last downsampling, and before a decoder's first upsampling.
  public var residualBlocks = 0
  /// Whether encoders and the discriminator average a sound's columns, as classifiers do.
  public var pooledSounds = false
  /// Whether feature vectors F are scaled to a mean square of 1.
  public var normalizedFeatures = false
  /// The kind of network that encodes images.
  public var imageEncoder = ImageNetwork.convolutions
  /// The longer side of images, in pixels, that an encoder of EfficientNet-Lite0 scales its input to.
  public var imageEncoderSide = 160
  /// What the image decoder has beyond the mirror of the encoder.
  public var imageDecoder = DecoderSettings()
  /// The same for the sound decoder.
  public var soundDecoder = DecoderSettings()

  /// The shape of `configs/paper.json`.
  public init() {}

  /// The keys of `networks`.
  public static let keys: [Key] = [
    .whole(
      "width", \.width, 1...512, unit: "channels",
      "channels after the first layer; they double from layer to layer, up to eight times this"),
    .whole("depth", \.depth, 1...8, "number of layers with stride 2"),
    .whole("featureSize", \.featureSize, 1...4096, "length of the feature vector F"),
    .whole("latentSize", \.latentSize, 0...4096, "length of the latent vector z; 0 leaves it out"),
    .word("normalization", \.normalization, "normalisation of encoders and decoders"),
    .word(
      "upsampling", \.upsampling,
      "how decoders enlarge: transposed convolution, or repeated pixels and a 3x3 convolution"),
    .word(
      "initialization", \.initialization,
      "how weights start: normal with standard deviation 0.02, or orthogonal"),
    .whole(
      "discriminatorWidth", \.discriminatorWidth, 1...512, unit: "channels",
      "channels after the first layer of the discriminator's towers"),
    .whole(
      "discriminatorFeatures", \.discriminatorFeatures, 1...4096,
      "length of each tower's result, and of the joint layer"),
    .word(
      "discriminatorNormalization", \.discriminatorNormalization,
      "normalisation of the discriminator"),
    .word(
      "discriminatorImageTower", \.discriminatorImageTower, older: .convolutions,
      "the pair discriminator's image tower: convolutions that learn, or features of EfficientNet-Lite0 with small layers on them (Projected GAN); the weights come from `make backbone`"
    ),
    .flag(
      "spectralNorm", \.spectralNorm,
      "whether the discriminator's weights are divided by their largest singular value"),
    .flag(
      "attention", \.attention,
      "whether encoders, decoders and towers have self-attention (SAGAN) at a quarter of the image's sides; needs a depth of 3"
    ),
    .whole(
      "residualBlocks", \.residualBlocks, 0...16,
      "residual blocks after an encoder's last downsampling, and before a decoder's first upsampling"
    ),
    .flag(
      "pooledSounds", \.pooledSounds,
      "whether encoders and the discriminator read a sound column by column and take the mean, as classifiers do"
    ),
    .flag(
      "normalizedFeatures", \.normalizedFeatures, older: false,
      "whether feature vectors F are divided by the root of their mean square, so that they are as large as z"
    ),
    .word(
      "imageEncoder", \.imageEncoder, older: .convolutions,
      "the image encoder: convolutions that learn, or features of EfficientNet-Lite0 with small layers on them, which know many more images; the weights come from `make backbone`"
    ),
    .whole(
      "imageEncoderSide", \.imageEncoderSide, 64...512, unit: "pixels", older: 160,
      "longer side that an image encoder of EfficientNet-Lite0 scales its input to, of any size"),
    .group("imageDecoder", \.imageDecoder, older: DecoderSettings(), about: "for images"),
    .group("soundDecoder", \.soundDecoder, older: DecoderSettings(), about: "for sounds"),
  ]
}
