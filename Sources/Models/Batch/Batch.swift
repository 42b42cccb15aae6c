import Configuration
import TensorCore

/// What one training step sees.
///
/// All tensors have one row a pair, in the same order. Images and sounds are in [-1, 1].
public struct Batch: Sendable {
  /// Images: [batch, height, width, 3] in [-1, 1].
  public let image: Tensor
  /// The image encoder's input: the images as they are, or changed as for the discriminator.
  public let encoderImage: Tensor
  /// Images without sounds that the image encoder sees in the place of some; `nil` where there are none.
  public let unpairedImages: UnpairedImages?
  /// Their sounds: [batch, bands, frames, 1] in [-1, 1].
  public let sound: Tensor
  /// The sound encoder's input: the sounds as they are, or as in another room by another microphone.
  public let encoderSound: Tensor
  /// More sounds that the sound encoder learns to classify; `nil` where there are none.
  public let extraSounds: ExtraSounds?
  /// Images of other classes than the sounds beside them.
  public let wrongImage: Tensor
  /// Sounds of other classes than the images beside them.
  public let wrongSound: Tensor
  /// Latent vectors z for what is generated in each modality: [batch, latent], or several latent samples
  /// for the whole batch one after another: [samples * batch, latent].
  public let latents: Latents
  /// What dropout leaves of the sounds' feature vectors, as factors [batch, features]; `nil` without
  /// dropout.
  public let dropout: Tensor?
  /// The class of each pair; empty where nothing is learnt from classes.
  public let labels: [Int]
  /// How the discriminator's inputs are changed, if at all.
  public let augmentation: Augmentation?
  /// Which pairs of the step's batch these are.
  public let part: BatchPart

  /// Makes a batch.
  ///
  /// - Parameters:
  ///   - image: images [batch, height, width, 3] in [-1, 1].
  ///   - unpairedImages: what the image encoder sees in the place of some of them.
  ///   - sound: their sounds [batch, bands, frames, 1] in [-1, 1].
  ///   - encoderSound: the sound encoder's input; `sound` where it is `nil`.
  ///   - extraSounds: more sounds for the sound encoder to classify.
  ///   - wrongImage: images of other classes than the sounds.
  ///   - wrongSound: sounds of other classes than the images.
  ///   - latents: latent vectors, one or several for each pair.
  ///   - dropout: factors of the sounds' features, [batch, features].
  ///   - labels: the class of each pair, or nothing.
  ///   - augmentation: how the discriminator's inputs are changed.
  ///   - part: which pairs of the step's batch these are; all where it is `nil`.
  public init(
    image: Tensor, unpairedImages: UnpairedImages? = nil, sound: Tensor,
    encoderSound: Tensor? = nil, extraSounds: ExtraSounds? = nil, wrongImage: Tensor,
    wrongSound: Tensor, latents: Latents, dropout: Tensor? = nil, labels: [Int] = [],
    augmentation: Augmentation? = nil, part: BatchPart? = nil
  ) {
    self.part = part ?? BatchPart(whole: image.shape.first ?? 1)
    (self.image, self.encoderImage) = (image, augmentation?.encoderInput(image) ?? image)
    self.unpairedImages = unpairedImages
    (self.sound, self.encoderSound) = (sound, encoderSound ?? sound)
    self.extraSounds = extraSounds
    (self.wrongImage, self.wrongSound) = (wrongImage, wrongSound)
    (self.latents, self.dropout) = (latents, dropout)
    (self.labels, self.augmentation) = (labels, augmentation)
  }

  /// The images or the sounds, real and matching.
  func members(of modality: Modality) -> Tensor {
    switch modality {
    case .image: image
    case .sound: sound
    }
  }

  /// The images or sounds of other classes than their partners.
  func wrongMembers(of modality: Modality) -> Tensor {
    switch modality {
    case .image: wrongImage
    case .sound: wrongSound
    }
  }
}
