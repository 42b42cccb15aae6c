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
  /// The features of the trained evaluator.
  package var features: [[Double]]
  /// Images at 16 x 16 pixels, for distances that depend on no classifier; empty for sounds.
  package var thumbnails: [[Double]]

  /// Items that are known already; none by default.
  package init(
    _ modality: Modality, predictions: [Predictions] = [], features: [[Double]] = [],
    thumbnails: [[Double]] = []
  ) {
    self.modality = modality
    self.predictions = predictions
    self.features = features
    self.thumbnails = thumbnails
  }

  /// Joins the items of all ranks.
  mutating func gather(over ranks: any RankGroup) {
    for index in predictions.indices {
      predictions[index].classes = ranks.gather(predictions[index].classes)
    }
    features = ranks.gather(features)
    thumbnails = ranks.gather(thumbnails)
  }
}
