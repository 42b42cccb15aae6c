import Configuration
import Models

/// How inputs are converted.
public struct ConversionOptions: Sendable {
  /// What is done with the level of a generated sound.
  public enum Normalization: String, Sendable, CaseIterable {
    /// Its peak is put at -1 dB of full scale.
    case peak
    /// A sound made from a sound keeps that one's level; one made from an image is as it comes.
    case none
  }

  /// The width of images in films, unless another is asked for.
  public static let usualFilmWidth = 256

  /// The modality that is made; nil is the one that the input does not have.
  public var target: Modality?
  /// The route through the networks; nil is the model's own choice.
  public var route: Route?
  /// The seed of the latent vectors.
  public var seed = 0
  /// How many latent vectors, and so how many results, one input has, from 1.
  ///
  /// Images are put on one sheet, sounds follow each other after a quarter of a second.
  public var samples = 1
  /// The length of a sound made from an image, in seconds, up to `Converter.longestSound`; nil is one clip.
  public var duration: Double?
  /// The length of the part of a sound that each image is made of, in seconds; nil is the whole sound.
  public var every: Double?
  /// The rounds of Griffin-Lim, from 0.
  public var griffinLimIterations = 60
  /// The width of images in pixels, whose height follows; nil is the model's.
  public var size: Int?
  /// What is done with the level of sounds.
  public var normalization = Normalization.peak

  /// The usual options.
  public init() {}
}
