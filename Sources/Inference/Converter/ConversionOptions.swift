import Configuration
import Models

/// How inputs are converted.
///
/// The usual options give one result per input, in the other modality, as large as the model makes it.
public struct ConversionOptions: Sendable {
  /// What is done with the level of a generated sound.
  ///
  /// It has no effect on images.
  public enum Normalization: String, Sendable, CaseIterable {
    /// Its peak is put at -1 dB of full scale.
    case peak
    /// A sound made from a sound keeps that one's level; one made from an image is as it comes.
    case none
  }

  /// The width of images in films, unless another is asked for.
  ///
  /// In pixels. Most models make smaller images, which would look coarse in a film.
  public static let usualFilmWidth = 256

  /// The modality that is made; nil is the one that the input does not have.
  ///
  /// Of a film it decides what is replaced; nil makes what the film lacks.
  public var target: Modality?
  /// The route through the networks; nil is the model's own choice.
  ///
  /// `direct` translates at once, `reconstruction` reconstructs the input in its own modality first.
  public var route: Route?
  /// The class that results show, whatever an input holds; nil leaves it to the input.
  ///
  /// The mean feature of the class stands in the place of the features of the input, on the direct route.
  /// The model has to hold the means of its classes.
  public var className: String?
  /// The path of an image or a sound that results should be like; nil leaves z to chance.
  ///
  /// It has the modality that is made. Of 64 latent vectors, or as many as there are samples if that is more,
  /// those are used whose results lie nearest to it by the mean absolute difference of pixels or levels. It is
  /// for the direct route, which is the usual one then.
  public var example: String?
  /// The seed of the latent vectors.
  ///
  /// Equal seeds give equal results. It is 0 or positive.
  public var seed = 0
  /// How many latent vectors, and so how many results, one input has, from 1.
  ///
  /// Images are put on one sheet, sounds follow each other after a quarter of a second.
  public var samples = 1
  /// The length of a sound made from an image, in seconds, up to `Converter.longestSound`; nil is one clip.
  public var duration: Double?
  /// The length of the part of a sound that each image is made of, in seconds; nil is the whole sound.
  ///
  /// At the beginning and the end of a part, its windows do not reach beyond it.
  public var every: Double?
  /// The rounds of Griffin-Lim, from 0.
  ///
  /// More rounds fit the spectrogram better, and take longer in proportion.
  public var griffinLimIterations = 60
  /// The width of images in pixels, whose height follows; nil is the model's.
  public var size: Int?
  /// Whether an input is refused that is unlike what the model was trained on.
  public var isStrict = false
  /// What is done with the level of sounds.
  public var normalization = Normalization.peak

  /// The usual options.
  public init() {}
}
