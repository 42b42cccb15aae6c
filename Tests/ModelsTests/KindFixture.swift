import Autograd
import Configuration
import Models
import TensorCore
import TestSupport

/// What the suites of all kinds of models train, and how.
enum KindFixture {
  /// A small configuration of a kind, with a loss that counts.
  static func settings(_ kind: ModelKind) throws -> Configuration {
    var settings = try GoldenTraining("paper_model").configuration
    settings.model = kind
    if kind == .autoencoder {
      settings.losses.imageReconstructionWeight = 1
      settings.losses.soundTranslationWeight = 1
    }
    return settings
  }

  /// Four members of two classes; all of a class look and sound alike but for a little noise.
  static func learnable(_ settings: Configuration) -> Batch {
    var random = RandomStream(seed: 7, stream: 1)
    let noise = Batch.noise(for: settings, classes: 2, from: &random)
    func levels(_ x: Tensor) -> Tensor {
      let length = x.count / x.shape[0]
      return Tensor(
        shape: x.shape,
        elements: x.elements.enumerated().map { place, value in
          (place / length % 2 == 0 ? 0.6 : -0.6) + 0.1 * value
        })
    }
    return noise.with(image: levels(noise.image), sound: levels(noise.sound))
  }

  /// The losses and weights of a fresh model after some steps on one batch.
  static func trained(
    _ settings: Configuration, on batch: Batch, steps: Int = 2
  ) -> (losses: Losses, values: [String: Tensor]) {
    let model = settings.freshModel(classes: 2)
    var losses = Losses()
    for step in 1...steps { losses = model.train(on: batch, step: step) }
    return (
      losses, Dictionary(uniqueKeysWithValues: model.networkState.map { ($0.name, $0.value) })
    )
  }
}
