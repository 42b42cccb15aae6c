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
  ///
  /// - Parameters:
  ///   - generator: encodes the batch's extra sounds, if there are any.
  ///   - batch: the labels, and extra sounds with theirs.
  ///   - imageFeatures: F of the batch's images: [batch, features].
  ///   - soundFeatures: F of its sounds.
  ///   - pass: where the loss is recorded.
  /// - Returns: one number.
  func loss(
    _ generator: Generator, _ batch: Batch, _ imageFeatures: Variable, _ soundFeatures: Variable,
    in pass: Pass
  ) -> Variable {
    let ofImages = loss(imageFeatures, of: .image, batch.labels, pass)
    let ofSounds = loss(soundFeatures, of: .sound, batch.labels, pass)
    guard let extra = batch.extraSounds else { return ofImages + ofSounds }
    let features = generator.soundFeatures(
      Variable(extra.sounds), dropout: extra.dropout, in: pass)
    let share = Scalar(extra.labels.count) / Scalar(extra.labels.count + batch.labels.count)
    return ofImages + (1 - share) * ofSounds
      + share * loss(features, of: .sound, extra.labels, pass)
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
