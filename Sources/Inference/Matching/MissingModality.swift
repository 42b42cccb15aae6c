import Configuration
import Files
import Media
import TensorCore
import Training

/// Generates the missing modality of a pair, for a classifier of pairs.
///
/// It uses the default route and the temperature of the model.
public struct MissingModality {
  private let model: TrainedModel

  /// A generator for a classifier.
  ///
  /// - Parameters:
  ///   - model: generates images of sounds and sounds of images.
  ///   - classifier: the configuration of the classifier.
  ///   - path: where the classifier came from, for messages.
  /// - Throws: `Failure` of kind `badInput` where the model generates other formats than the classifier
  ///   takes, or one modality only.
  public init(_ model: TrainedModel, for classifier: Configuration, path: String) throws {
    self.model = model
    let own = model.configuration
    guard own.image == classifier.image, own.sound == classifier.sound else {
      throw Failure(
        .badInput, model.path, "makes images or sounds of another format than \(path) takes")
    }
    guard model.translator.canTranslate(.sound, to: .image),
      model.translator.canTranslate(.image, to: .sound)
    else {
      throw Failure(
        .badInput, model.path,
        "its model is \(own.model.rawValue), which makes one modality only; both are needed")
    }
  }

  /// Images of sounds, by the model's usual route.
  ///
  /// - Parameters:
  ///   - sound: sounds [count, bands, frames, 1].
  ///   - samples: their numbers, which choose the latent vectors.
  ///   - draw: the number of the latent sample of each.
  /// - Returns: images [count, height, width, 3].
  public func image(of sound: Tensor, samples: Range<Int>, draw: Int = 0) -> Tensor {
    model.translator.translate(
      sound, .sound, to: .image, latent: model.latents(samples, draw: draw))
  }

  /// An image as the model's encoder takes it, which may be another size than the classifier's.
  func encoderInput(_ image: Image) -> Tensor { model.preprocessing.encoderInput(image) }

  /// Sounds of images, by the model's usual route.
  ///
  /// - Parameters:
  ///   - image: images [count, height, width, 3].
  ///   - samples: their numbers, which choose the latent vectors.
  ///   - draw: the number of the latent sample of each.
  /// - Returns: sounds [count, bands, frames, 1].
  public func sound(of image: Tensor, samples: Range<Int>, draw: Int = 0) -> Tensor {
    model.translator.translate(
      image, .image, to: .sound, latent: model.latents(samples, draw: draw))
  }
}
