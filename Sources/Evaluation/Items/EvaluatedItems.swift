import Configuration
import Ranks

/// Images or sounds as tables need them: predicted classes, features and thumbnails.
///
/// Every list has one entry for each item, in the order of the pairs.
package struct EvaluatedItems: Sendable {
  /// The classes that one evaluator predicts.
  package struct Predictions: Sendable {
    /// The evaluator's name in tables.
    package let evaluator: String
    /// The predicted class of each item.
    package var classes: [Int]

    /// Predictions of a named evaluator.
    package init(evaluator: String, classes: [Int] = []) {
      self.evaluator = evaluator
      self.classes = classes
    }
  }

  /// What the items are.
  package let modality: Modality
  /// The predictions of each evaluator; empty where no table asks for classes.
  package var predictions: [Predictions]
  /// The features of each space, one row an item; every modality has those of its evaluator.
  package private(set) var spaces: [FeatureSpace: [[Double]]]
  /// Images at 16 x 16 pixels, for distances that depend on no classifier; empty for sounds.
  package var thumbnails: [[Double]]

  /// Items that are known already; none by default.
  ///
  /// `features` are those of the trained evaluator, `spaces` those of other spaces.
  package init(
    _ modality: Modality, predictions: [Predictions] = [], features: [[Double]] = [],
    spaces: [FeatureSpace: [[Double]]] = [:], thumbnails: [[Double]] = []
  ) {
    self.modality = modality
    self.predictions = predictions
    self.spaces = spaces
    self.thumbnails = thumbnails
    self.features = features
  }

  /// The features of the trained evaluator.
  package var features: [[Double]] {
    get { self[.evaluator] }
    set { self[.evaluator] = newValue }
  }

  /// The features of a space; none where the items have no such space.
  package subscript(space: FeatureSpace) -> [[Double]] {
    get { spaces[space] ?? [] }
    _modify { yield &spaces[space, default: []] }
  }

  /// Joins the items of all ranks.
  mutating func gather(over ranks: any RankGroup) {
    for index in predictions.indices {
      predictions[index].classes = ranks.gather(predictions[index].classes)
    }
    // In one order on all ranks, which must not be that of the dictionary.
    for space in spaces.keys.sorted(by: { $0.name < $1.name }) {
      self[space] = ranks.gather(self[space])
    }
    thumbnails = ranks.gather(thumbnails)
  }
}
