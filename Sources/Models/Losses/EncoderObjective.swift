import Autograd
import Configuration
import Layers
import TensorCore

/// What the encoder of a baseline learns from.
///
/// An objective may have networks of its own, which are trained together with the encoder.
protocol EncoderObjective: Parameterized {
  /// The loss of the encoder's features; its value is noted in `losses`.
  ///
  /// - Parameters:
  ///   - features: the feature vectors of the batch's encoder inputs: [batch, features].
  ///   - batch: what the step sees.
  ///   - generator: the networks that the encoder belongs to.
  ///   - pass: where the loss is recorded.
  ///   - losses: takes the value of the loss.
  /// - Returns: the loss.
  func loss(
    of features: Variable, _ batch: Batch, _ generator: Generator, in pass: Pass,
    _ losses: inout Losses
  ) -> Variable
  /// The loss in pre-training; `nil` where the encoder learns no labels.
  func pretrainingLoss(of features: Variable, _ batch: Batch, in pass: Pass) -> Variable?
}

/// An encoder learns to classify: its features enter one dense layer.
struct ClassificationObjective: EncoderObjective {
  private let head: Dense

  init(_ configuration: Configuration, classes: Int) {
    var source = configuration.weights(.classifierWeights)
    head = Dense(
      "head", inputs: configuration.networks.featureSize, outputs: max(1, classes), from: &source)
  }

  var parameters: [Parameter] { head.parameters }
  var buffers: [Parameter] { head.buffers }

  func loss(
    of features: Variable, _ batch: Batch, _ generator: Generator, in pass: Pass,
    _ losses: inout Losses
  ) -> Variable {
    let error = crossEntropy(features, batch, in: pass)
    losses[.classification] = error.value.item
    return error
  }

  func pretrainingLoss(of features: Variable, _ batch: Batch, in pass: Pass) -> Variable? {
    crossEntropy(features, batch, in: pass)
  }

  private func crossEntropy(_ features: Variable, _ batch: Batch, in pass: Pass) -> Variable {
    head(features, in: pass).meanCrossEntropy(labels: batch.labels)
  }
}

/// An encoder learns to reconstruct its input, by a decoder and a latent vector of zeros.
struct ReconstructionObjective: EncoderObjective {
  private let modality: Modality
  private let latentSize: Int

  init(_ configuration: Configuration, of modality: Modality) {
    self.modality = modality
    latentSize = configuration.networks.latentSize
  }

  var parameters: [Parameter] { [] }

  func loss(
    of features: Variable, _ batch: Batch, _ generator: Generator, in pass: Pass,
    _ losses: inout Losses
  ) -> Variable {
    let zeros = Tensor(repeating: 0, shape: [features.shape[0], latentSize])
    let result = generator.decoded(
      features, of: modality, to: modality, latent: zeros, in: pass)
    let error = result.meanAbsoluteError(to: batch.members(of: modality))
    losses[.reconstruction(of: modality)] = error.value.item
    return error
  }

  func pretrainingLoss(of features: Variable, _ batch: Batch, in pass: Pass) -> Variable? { nil }
}
