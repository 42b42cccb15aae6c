import Files
import TensorCore

/// The predictions of evaluators on unpaired items and on what a model generates from them.
package struct UnpairedPredictions {
  private let labels: [Int]
  /// By what is evaluated, then by evaluator.
  private var predictions: [String: [String: [Int]]]

  /// Predictions that are known already, by what is evaluated and then by evaluator.
  package init(labels: [Int], predictions: [String: [String: [Int]]] = [:]) {
    (self.labels, self.predictions) = (labels, predictions)
  }

  /// Adds the predictions on the next items.
  mutating func add(_ levels: Tensor, as evaluated: String, _ evaluators: [any Evaluator]) {
    for evaluator in evaluators {
      predictions[evaluated, default: [:]][evaluator.name, default: []] +=
        evaluator.predictedClasses(of: levels)
    }
  }

  /// Rows in alphabetical order.
  ///
  /// - Parameters:
  ///   - classes: the names of the classes.
  ///   - fewest: classes count in the mean over classes from this many items on.
  ///   - items: what the items are called, in the plural.
  /// - Returns: a row for each thing that is evaluated and each evaluator.
  package func rows(_ classes: [String], fewest: Int, items: String) -> [JSONValue] {
    predictions.sorted { $0.key < $1.key }.flatMap { evaluated, evaluators in
      evaluators.sorted { $0.key < $1.key }.map { evaluator, predictions in
        let found = ClassAccuracy([predictions], labels: labels, classes: classes.count)
        return .object(
          [.init("evaluated", .string(evaluated)), .init("evaluator", .string(evaluator))]
            + found.members(classes, fewest: fewest)
            + [.init(items, .integer(Int64(labels.count))), found.confusionMember])
      }
    }
  }

  /// The columns of a table of such rows.
  static func columns(items: String) -> [EvaluationTable.Column] {
    [
      .init("evaluated", "evaluated"), .init("evaluator", "evaluator"),
      .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
      .init("macro_accuracy", "mean over classes"), .init(items, items),
    ]
  }
}
