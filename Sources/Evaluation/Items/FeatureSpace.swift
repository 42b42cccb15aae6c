import TensorCore

/// A space of features in which items are compared.
///
/// Numbers of two spaces cannot be compared. A space that knows nothing of the data set judges
/// independently of the evaluators.
package struct FeatureSpace: Hashable, Sendable {
  /// The name in tables.
  package let name: String

  /// The space of a name.
  package init(name: String) { self.name = name }

  /// The features of the trained evaluator of a modality.
  package static let evaluator = FeatureSpace(name: "evaluator")
  /// The pooled features of images by EfficientNet-Lite0.
  package static let backbone = FeatureSpace(name: "efficientnet-lite0")
}

/// Turns images or sounds into the features of a space.
package protocol FeatureExtractor {
  /// The space of the features.
  var space: FeatureSpace { get }
  /// The features of images [n, height, width, 3] or sounds [n, bands, frames, 1]: one row an item.
  ///
  /// Levels are in [-1, 1].
  func features(of levels: Tensor) -> [[Double]]
}
