import CMCGAN
import Files
import TensorCore

/// Makes the missing member of a pair, for a classifier of pairs.
public struct Completion {
  private let model: TrainedModel

  /// A generator for a classifier.
  ///
  /// - Parameters:
  ///   - model: what makes pictures of sounds and sounds of pictures.
  ///   - classifier: what the classifier was made from.
  ///   - path: where the classifier came from, for messages.
  /// - Throws: `Failure` of kind `badInput` where the generator makes other formats than the classifier
  ///   takes, or one modality only.
  public init(_ model: TrainedModel, for classifier: Configuration, path: String) throws {
    self.model = model
    let own = model.configuration
    guard own.image == classifier.image, own.sound == classifier.sound else {
      throw Failure(
        .badInput, model.path, "makes pictures or sounds of another format than \(path) takes")
    }
    let conversion = own.conversion
    guard
      model.translator.canTranslate(.sound, to: .image, route: conversion.soundToImage),
      model.translator.canTranslate(.image, to: .sound, route: conversion.imageToSound)
    else {
      throw Failure(
        .badInput, model.path,
        "its model is \(own.model.rawValue), which makes one modality only; both are needed")
    }
  }

  /// Pictures of sounds, by the model's usual route.
  public func image(of sound: Tensor, samples: Range<Int>, draw: Int = 0) -> Tensor {
    model.translator.translate(sound, .sound, to: .image, latent: latents(samples, draw))
  }

  /// Sounds of pictures, by the model's usual route.
  public func sound(of image: Tensor, samples: Range<Int>, draw: Int = 0) -> Tensor {
    model.translator.translate(image, .image, to: .sound, latent: latents(samples, draw))
  }

  private func latents(_ samples: Range<Int>, _ draw: Int) -> Tensor {
    RandomPurpose.conversion.latents(
      seed: model.configuration.seed, step: draw, samples: samples,
      size: model.translator.latentSize)
  }
}
