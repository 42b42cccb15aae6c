import Autograd
import Configuration
import Layers
import TensorCore

/// Classifies an image or a sound: an encoder (for sounds a pooled one), dropout, one dense layer.
///
/// It takes images [batch, height, width, 3] or sounds [batch, bands, frames, 1] in [-1, 1].
public struct Classifier: Parameterized {
  private let encoder: Encoder
  private let head: Dense
  private let dropout: Double
  private let isPooled: Bool

  init(
    _ configuration: Configuration, of modality: Modality, classes: Int,
    from source: inout WeightInitializer
  ) {
    let settings = configuration.networks
    isPooled = modality == .sound
    encoder = Encoder(
      "classifier.encoder", of: configuration.pyramid(of: modality), width: settings.width,
      features: settings.featureSize, normalization: settings.normalization.kind,
      isPooled: isPooled, from: &source)
    head = Dense("classifier.head", inputs: settings.featureSize, outputs: classes, from: &source)
    dropout = configuration.augmentation.featureDropout
  }

  /// Networks with weights of zero, to be filled with trained ones.
  ///
  /// They classify the modality that the configuration's kind of model classifies.
  public init(emptyFor configuration: Configuration, classes: Int) {
    guard let modality = configuration.model.classified.first else {
      preconditionFailure("model \(configuration.model) is no classifier")
    }
    var source = WeightInitializer.zeros
    self.init(configuration, of: modality, classes: classes, from: &source)
  }

  public var parameters: [Parameter] { encoder.parameters + head.parameters }
  public var buffers: [Parameter] { encoder.buffers }

  /// What the last layer classifies by: [batch, features].
  ///
  /// Nothing is dropped out and nothing is recorded.
  public func features(_ x: Tensor, with compute: Compute) -> Tensor {
    features(Variable(x), in: .inference(with: compute)).value
  }

  /// The probabilities of the classes: [batch, classes].
  ///
  /// Each row adds up to 1. Nothing is dropped out and nothing is recorded.
  public func probabilities(_ x: Tensor, with compute: Compute) -> Tensor {
    let pass = Pass.inference(with: compute)
    return softmax(head(features(Variable(x), in: pass), in: pass).value)
  }

  private func features(_ x: Variable, in pass: Pass) -> Variable {
    let features = encoder(x, in: pass)
    return isPooled ? features : features.leakyReLU(slope: 0.2)
  }

  /// The scores of the classes in training, before the softmax.
  func scores(
    _ x: Variable, of part: BatchPart, random: inout RandomStream, in pass: Pass
  ) -> Variable {
    head(features(x, in: pass).droppedOut(dropout, part, &random), in: pass)
  }
}
