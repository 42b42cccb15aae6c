import Files
import Metrics

extension TableKind {
  /// Whether matched pairs are told from mismatched ones, and real members from generated ones.
  ///
  /// Accuracy is at the scorer's own threshold; the area under the ROC curve depends on none. It
  /// is missing where the split has one class only.
  static let pairing = TableKind(
    "pairing", "Matched pairs told from mismatched, real from generated (first latent sample)",
    [
      .init("evaluator", "evaluator"), .init("pairs", "pairs"), .init("accuracy", "accuracy"),
      .init("area_under_curve", "area under ROC"),
      .init("real_from_generated", "real from generated"),
    ]
  ) { _, subject in try PairScores(subject)?.rows }
}

extension PairScores {
  package var rows: [JSONValue] {
    Scorer.allCases.flatMap { scorer in
      Kind.allCases.compactMap { kind in
        guard let found = scores[scorer]?[kind] else { return nil }
        var row: JSONValue = [
          "evaluator": .string(scorer.rawValue), "pairs": .string(kind.rawValue),
          "accuracy": .real(
            Separation.accuracy(
              positives: found.matched, negatives: found.mismatched, threshold: scorer.threshold
            ).value),
          "area_under_curve": .real(
            Separation.areaUnderCurve(positives: found.matched, negatives: found.mismatched)),
        ]
        if kind != .real, let real = scores[scorer]?[.real] {
          row["real_from_generated"] = .real(
            Separation.areaUnderCurve(positives: real.matched, negatives: found.matched))
        }
        return row
      }
    }
  }
}
