import TensorCore

/// Sounds beside those of a batch's pairs, which the sound encoder learns to classify.
public struct ExtraSounds: Sendable {
  /// The sound encoder's input: [count, bands, frames, 1] in [-1, 1].
  public let sounds: Tensor
  /// What dropout leaves of their feature vectors, as factors [count, features]; `nil` without dropout.
  public let dropout: Tensor?
  /// The class of each.
  public let labels: [Int]

  /// Sounds with their classes, in the same order.
  public init(sounds: Tensor, dropout: Tensor?, labels: [Int]) {
    (self.sounds, self.dropout, self.labels) = (sounds, dropout, labels)
  }
}
