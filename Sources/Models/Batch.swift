import Autograd
import Configuration
import TensorCore

/// The pairs of a step's batch that one process sees: all, or a rank's part.
public struct BatchPart: Sendable, Equatable {
  /// The numbers of its pairs in the whole batch.
  public let samples: Range<Int>
  /// How many pairs the whole batch has.
  public let total: Int

  /// The pairs `samples` of a batch of `total`.
  public init(_ samples: Range<Int>, of total: Int) {
    (self.samples, self.total) = (samples, total)
  }

  /// A whole batch.
  public init(whole total: Int) { self.init(0..<total, of: total) }

  /// How many pairs it has.
  public var count: Int { samples.count }
}

/// What one training step sees.
public struct Batch: Sendable {
  /// Images: [batch, height, width, 3] in [-1, 1].
  public let image: Tensor
  /// The images as the image encoder sees them: as they are, or changed as for the discriminator.
  public let encoderImage: Tensor
  /// Their sounds: [batch, bands, frames, 1] in [-1, 1].
  public let sound: Tensor
  /// The sounds as encoders hear them: as they are, or through another room and microphone.
  public let encoderSound: Tensor
  /// Images of other classes than the sounds beside them.
  public let wrongImage: Tensor
  /// Sounds of other classes than the images beside them.
  public let wrongSound: Tensor
  /// Latent vectors z for what is made of each modality: [batch, latent], or several draws for the
  /// whole batch one after another.
  public let latents: Latents
  /// What dropout leaves of the sounds' feature vectors, as factors [batch, features]; nothing where
  /// there is none.
  public let dropout: Tensor?
  /// The class of each pair; empty where nothing is learnt from classes.
  public let labels: [Int]
  /// How the discriminator's inputs are changed, if at all.
  public let augmentation: Augmentation?
  /// Which pairs of the step's batch these are.
  public let part: BatchPart

  /// Makes a batch; without other sounds to hear, encoders hear the sounds themselves.
  public init(
    image: Tensor, sound: Tensor, encoderSound: Tensor? = nil, wrongImage: Tensor,
    wrongSound: Tensor,
    latents: Latents, dropout: Tensor? = nil, labels: [Int] = [],
    augmentation: Augmentation? = nil, part: BatchPart? = nil
  ) {
    self.part = part ?? BatchPart(whole: image.shape.first ?? 1)
    (self.image, self.encoderImage) = (image, augmentation?.encoded(image) ?? image)
    (self.sound, self.encoderSound) = (sound, encoderSound ?? sound)
    (self.wrongImage, self.wrongSound) = (wrongImage, wrongSound)
    (self.latents, self.dropout) = (latents, dropout)
    (self.labels, self.augmentation) = (labels, augmentation)
  }
}

/// Random changes of images and spectrograms for the discriminator: differentiable augmentation.
///
/// Real and generated members are changed alike, so the discriminator cannot learn the changes, and
/// cannot learn few training images by heart either (Zhao et al., 2020).
public struct Augmentation: Sendable, Equatable {
  /// The members of a batch that the discriminator sees.
  public enum Member: Int, CaseIterable, Sendable {
    /// Of the data.
    case real
    /// Of another class.
    case wrong
    /// Of the generators.
    case generated
  }

  private let images: [[PixelTransform]]
  private let sounds: [[PixelTransform]]
  /// Of the images that the image encoder sees, where these are changed.
  private let encoded: [PixelTransform]?

  /// The changes of one step for a part of its batch, or nothing where the settings ask for none.
  public init?(_ configuration: Configuration, step: Int, part: BatchPart) {
    let settings = configuration.augmentation.discriminator
    guard
      settings.imageShift > 0 || settings.imageContrast > 0 || settings.imageBrightness > 0
        || settings.soundTimeShift > 0 || settings.soundLevel > 0 || settings.soundBandShift > 0
    else { return nil }
    let image = configuration.image
    let frames = configuration.sound.frames
    /// Draws for all samples, from streams that no other `turn` has.
    func draw(
      _ turn: Int, _ make: (inout RandomStream) -> PixelTransform
    ) -> [PixelTransform] {
      part.samples.map { sample in
        var random = RandomPurpose.augmentation.stream(
          seed: configuration.seed, step: step, sample: turn * part.total + sample)
        return make(&random)
      }
    }
    func imageChange(_ random: inout RandomStream) -> PixelTransform {
      PixelTransform(
        down: random.shift(of: image.height, upTo: settings.imageShift),
        right: random.shift(of: image.width, upTo: settings.imageShift),
        factor: Scalar(1 + random.spread(settings.imageContrast)),
        addend: Scalar(random.spread(settings.imageBrightness)))
    }
    func soundChange(_ random: inout RandomStream) -> PixelTransform {
      PixelTransform(
        down: settings.soundBandShift == 0
          ? 0 : random.integer(below: 2 * settings.soundBandShift + 1) - settings.soundBandShift,
        right: random.shift(of: frames, upTo: settings.soundTimeShift),
        addend: Scalar(random.spread(settings.soundLevel)))
    }
    images = Member.allCases.map { draw(2 * $0.rawValue, imageChange) }
    sounds = Member.allCases.map { draw(2 * $0.rawValue + 1, soundChange) }
    encoded =
      configuration.augmentation.encoder.imagesLikeDiscriminator
      ? draw(2 * Member.allCases.count, imageChange) : nil
  }

  /// Images as the image encoder sees them; nothing where it sees them as they are.
  func encoded(_ image: Tensor) -> Tensor? {
    encoded.map { TensorCore.transformed(image, by: $0, fill: floorValue) }
  }

  /// Images as the discriminator sees them.
  func image(_ x: Variable, _ member: Member) -> Variable {
    x.transformed(by: images[member.rawValue], fill: floorValue)
  }

  /// Sounds as the discriminator hears them.
  func sound(_ x: Variable, _ member: Member) -> Variable {
    x.transformed(by: sounds[member.rawValue], fill: floorValue)
  }
}

extension RandomStream {
  /// A number in [-limit, limit).
  fileprivate mutating func spread(_ limit: Double) -> Double { limit * (2 * uniform() - 1) }

  /// A whole number of pixels, up to a part of the length in either direction.
  fileprivate mutating func shift(of length: Int, upTo part: Double) -> Int {
    let limit = Int(Double(length) * part)
    return integer(below: 2 * limit + 1) - limit
  }
}
