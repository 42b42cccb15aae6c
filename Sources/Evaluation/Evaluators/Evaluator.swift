import TensorCore

/// Predicts the class of images or of sounds, and takes no part in the training of generators.
///
/// A modality has two, which are built differently, so that one can check the other.
public protocol Evaluator {
  /// The name in tables.
  var name: String { get }
  /// The class of each image [n, height, width, 3] or sound [n, bands, frames, 1].
  ///
  /// Levels are in [-1, 1]; classes are indices of the data set's list.
  func predictedClasses(of levels: Tensor) -> [Int]
}
