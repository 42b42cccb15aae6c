import Configuration
import TensorCore

/// What a model file says of what its model knows: memories of both modalities, and temperatures.
///
/// A model without it works as well, and says nothing of how familiar an input is.
public struct ModelMemory: Sendable, Equatable {
  /// What is known of one modality.
  public struct Part: Sendable, Equatable {
    /// Prototypes of training items, and how similar known items are to them.
    public let features: FeatureMemory
    /// How probable each class is; nil where the data has fewer than two classes.
    public let classifier: FeatureClassifier?

    /// Joins a memory and a classifier of the same features.
    public init(_ features: FeatureMemory, _ classifier: FeatureClassifier?) {
      (self.features, self.classifier) = (features, classifier)
    }
  }

  /// The memory of each modality that has an encoder.
  public private(set) var parts: [Modality: Part]
  /// The temperatures of the classifier of pairs in the file; nil where there is none, or it was not
  /// calibrated.
  public var pairTemperatures: PairTemperatures?

  /// Joins what is known of a model.
  public init(_ parts: [Modality: Part] = [:], pairTemperatures: PairTemperatures? = nil) {
    (self.parts, self.pairTemperatures) = (parts, pairTemperatures)
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { parts.isEmpty && pairTemperatures == nil }
}
