import Autograd
import Configuration
import TensorCore

/// Random changes of images and spectrograms for the discriminator: differentiable augmentation.
///
/// Real and generated members get changes of the same kind, so the discriminator cannot tell them apart
/// by the changes. It cannot memorise few training images either (Zhao et al., 2020).
public struct Augmentation: Sendable, Equatable {
  /// The members of a batch that the discriminator sees.
  ///
  /// Members of the same kind are changed alike; each kind has random streams of its own.
  public enum Member: Int, CaseIterable, Sendable {
    /// Real, of a matching pair.
    case real
    /// Real, of another class than its partner.
    case wrong
    /// Generated.
    case generated
  }

  private let images: [[PixelTransform]]
  private let sounds: [[PixelTransform]]
  /// Changes of the image encoder's input; `nil` where it is not changed.
  private let encoded: [PixelTransform]?

  /// The changes of one step for a part of its batch; `nil` where the settings ask for none.
  ///
  /// - Parameters:
  ///   - configuration: seed, sizes and `augmentation`.
  ///   - step: the step's number; each step draws other changes.
  ///   - part: the pairs for which changes are drawn.
  public init?(_ configuration: Configuration, step: Int, part: BatchPart) {
    let settings = configuration.augmentation.discriminator
    guard
      settings.imageShift > 0 || settings.imageContrast > 0 || settings.imageBrightness > 0
        || settings.imageCutout > 0 || settings.soundTimeShift > 0 || settings.soundLevel > 0
        || settings.soundBandShift > 0
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
    func discriminatedImageChange(_ random: inout RandomStream) -> PixelTransform {
      var change = imageChange(&random)
      guard settings.imageCutout > 0 else { return change }
      change.cutout = .init(
        rows: random.cutout(of: image.height, settings.imageCutout),
        columns: random.cutout(of: image.width, settings.imageCutout))
      return change
    }
    func soundChange(_ random: inout RandomStream) -> PixelTransform {
      PixelTransform(
        down: settings.soundBandShift == 0
          ? 0 : random.integer(below: 2 * settings.soundBandShift + 1) - settings.soundBandShift,
        right: random.shift(of: frames, upTo: settings.soundTimeShift),
        addend: Scalar(random.spread(settings.soundLevel)))
    }
    images = Member.allCases.map { draw(2 * $0.rawValue, discriminatedImageChange) }
    sounds = Member.allCases.map { draw(2 * $0.rawValue + 1, soundChange) }
    encoded =
      configuration.augmentation.encoder.imagesLikeDiscriminator
      ? draw(2 * Member.allCases.count, imageChange) : nil
  }

  /// The image encoder's input; `nil` where images are not changed for it.
  func encoderInput(_ image: Tensor) -> Tensor? {
    encoded.map { TensorCore.transformed(image, by: $0, fill: floorValue) }
  }

  /// Images or sounds as the discriminator sees them: of the shape of `x`.
  func changed(_ x: Variable, _ modality: Modality, _ member: Member) -> Variable {
    let changes = modality == .image ? images : sounds
    return x.transformed(by: changes[member.rawValue], fill: floorValue)
  }
}

extension Batch {
  /// Images or sounds as the discriminator sees them in this step: of the shape of `x`.
  package func augmented(_ x: Variable, _ modality: Modality, _ member: Augmentation.Member)
    -> Variable
  {
    augmentation?.changed(x, modality, member) ?? x
  }
}

extension RandomStream {
  /// A number in [-limit, limit).
  fileprivate mutating func spread(_ limit: Double) -> Double { limit * (2 * uniform() - 1) }

  /// The pixels of a cutout along one side: about a part of it, around a centre anywhere in the image.
  ///
  /// It is cut off at the edges, as in the program of Zhao et al. (2020).
  fileprivate mutating func cutout(of length: Int, _ part: Double) -> Range<Int> {
    let size = max(1, Int(Double(length) * part + 0.5))
    let first = integer(below: length + 1 - size % 2) - size / 2
    return max(0, first)..<min(length, first + size)
  }

  /// A whole number of pixels, up to a part of the length in either direction.
  fileprivate mutating func shift(of length: Int, upTo part: Double) -> Int {
    let limit = Int(Double(length) * part)
    return integer(below: 2 * limit + 1) - limit
  }
}
