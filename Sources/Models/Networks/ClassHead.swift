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
    image(imageFeatures, in: pass).meanCrossEntropy(labels: labels)
      + (sound ?? image)(soundFeatures, in: pass).meanCrossEntropy(labels: labels)
  }
}
