import Autograd
import Configuration
import Layers
import TensorCore

/// Classifies the feature vectors of both encoders while they train; not in the paper.
///
/// With `losses.sharedClassification`, one dense layer classifies both, else each modality has its own.
struct ClassHead: Parameterized {
  private let image: Dense
  /// `nil` where one layer classifies both.
  private let sound: Dense?

  init(_ configuration: Configuration, classes: Int) {
    var source = configuration.weights(.classifierWeights)
    let features = configuration.networks.featureSize
    func dense(_ name: String) -> Dense {
      Dense(name, inputs: features, outputs: max(1, classes), from: &source)
    }
    image = dense("head.image")
    sound = configuration.losses.sharedClassification ? nil : dense("head.sound")
  }

  var parameters: [Parameter] { image.parameters + (sound?.parameters ?? []) }

  /// The sum of both modalities' mean cross-entropy with the labels, in nats.
  func loss(
    _ imageFeatures: Variable, _ soundFeatures: Variable, labels: [Int], in pass: Pass
  ) -> Variable {
    loss(imageFeatures, of: .image, labels, pass) + loss(soundFeatures, of: .sound, labels, pass)
  }

  /// The sum of the cross-entropies of the codes that mapping networks lead to, in nats.
  ///
  /// A mapping network that is trained at the nearest of several latent vectors alone may leave the class to
  /// z where a sound is not clear. Here z is random: the first of the batch's latent samples.
  ///
  /// - Parameters:
  ///   - generator: the networks with one mapping network at least.
  ///   - batch: latent samples and labels.
  ///   - imageFeatures: F of the batch's images: [batch, features].
  ///   - soundFeatures: F of its sounds.
  ///   - pass: where the loss is recorded.
  /// - Returns: one number.
  func codeLoss(
    _ generator: Generator, _ batch: Batch, _ imageFeatures: Variable, _ soundFeatures: Variable,
    in pass: Pass
  ) -> Variable {
    [(Modality.image, soundFeatures), (.sound, imageFeatures)].filter {
      generator.readsCodes($0.0)
    }.reduce(Variable(Tensor(0))) { sum, source in
      let (target, features) = source
      let code = generator.code(
        features, of: target.other, to: target,
        latent: batch.latents[target].firstRows(features.shape[0]), in: pass)
      return sum + loss(code, of: target, batch.labels, pass)
    }
  }

  private func loss(
    _ features: Variable, of modality: Modality, _ labels: [Int], _ pass: Pass
  ) -> Variable {
    let layer = modality == .image ? image : sound ?? image
    return layer(features, in: pass).meanCrossEntropy(labels: labels)
  }
}
