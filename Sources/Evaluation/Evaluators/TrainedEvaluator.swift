import Models
import TensorCore

/// A trained classifier of one modality, whose features also say how alike two items are.
///
/// It is a small convolutional network (`configs/evaluator-image.json`, `evaluator-sound.json`)
/// that has seen real training pairs only.
public struct TrainedEvaluator: Evaluator, FeatureExtractor {
  private let classifier: Classifier
  public let name = "trained"
  package let space = FeatureSpace.evaluator
  /// Its content: kind, step and a checksum of its weights.
  ///
  /// Numbers by evaluators of another identity cannot be compared.
  let identity: String
  private let compute: Compute

  init(_ classifier: Classifier, step: Int, _ compute: Compute) {
    self.classifier = classifier
    self.compute = compute
    identity = classifier.identity(step: step)
  }

  public func predictedClasses(of levels: Tensor) -> [Int] {
    probabilities(of: levels).largestColumns
  }

  /// The probabilities of the classes: [n, classes].
  func probabilities(of levels: Tensor) -> Tensor {
    classifier.probabilities(levels, with: compute)
  }

  /// The features of the layer before the classes, one row an item.
  package func features(of levels: Tensor) -> [[Double]] {
    let features = classifier.features(levels, with: compute)
    return (0..<levels.shape[0]).map { features.row($0).map { Double($0) } }
  }
}
