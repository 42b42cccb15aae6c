import TensorCore

/// Training pairs for a model that is fitted to all of them at once instead of batch by batch.
public struct LabeledPairs: Sendable {
  /// Images: [n, height, width, 3] in [-1, 1].
  public let image: Tensor
  /// Their sounds: [n, bands, frames, 1] in [-1, 1].
  public let sound: Tensor
  /// The class of each pair.
  public let labels: [Int]

  /// Pairs that are at hand.
  ///
  /// All three have the same number of rows, in the same order.
  public init(image: Tensor, sound: Tensor, labels: [Int]) {
    (self.image, self.sound, self.labels) = (image, sound, labels)
  }
}

/// A source of all training pairs.
public protocol TrainingPairs {
  /// Up to `most` of the pairs that can be read, evenly chosen.
  ///
  /// - Throws: the failure of the first pair where none can be read.
  func pairs(atMost most: Int) throws -> LabeledPairs
}
