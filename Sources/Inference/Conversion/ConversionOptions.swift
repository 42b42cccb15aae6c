import Configuration
import Models

/// How inputs are converted.
public struct ConversionOptions: Sendable {
  /// What is done with the level of a sound that was made.
  public enum Normalization: String, Sendable, CaseIterable {
    /// Its peak is put at -1 dB of full scale.
    case peak
    /// A sound made from a sound keeps that one's level; one made from an image is as it comes.
    case none
  }

  /// The width of images in films, unless another is asked for.
  public static let usualFilmWidth = 256

  /// What is made; nil is the other modality than that of the input.
  public var target: Modality?
  /// The way through the networks; nil is the model's own choice.
  public var route: Route?
  /// Where the latent vectors start.
  public var seed = 0
  /// How many latent vectors are drawn, and so how many results one input has.
  public var samples = 1
  /// The length of a sound made from an image, in seconds; nil is one clip.
  public var duration: Double?
  /// The part of a sound that each image stands for, in seconds; nil is the whole.
  public var every: Double?
  /// The rounds of Griffin-Lim.
  public var griffinLimIterations = 60
  /// The width of images in pixels; nil is the model's.
  public var size: Int?
  /// What is done with the level of sounds.
  public var normalization = Normalization.peak

  /// The usual options.
  public init() {}
}
