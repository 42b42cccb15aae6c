/// How well a score tells positives from negatives.
///
/// Positives should have the higher scores, such as matched pairs against mismatched ones.
public enum Separation {
  /// The area under the receiver operating characteristic (Hanley and McNeil, 1982).
  ///
  /// It is the probability that a positive scores higher than a negative, equal scores counted
  /// half: 0.5 by chance, 1 for perfect order. Neither set may be empty, and no score may be NaN.
  public static func areaUnderCurve(positives: [Double], negatives: [Double]) -> Double {
    check(positives, negatives)
    let positives = positives.sorted()
    let negatives = negatives.sorted()
    var twiceWon = 0
    var (below, notAbove) = (0, 0)
    for score in positives {
      while below < negatives.count, negatives[below] < score { below += 1 }
      while notAbove < negatives.count, negatives[notAbove] <= score { notAbove += 1 }
      twiceWon += below + notAbove
    }
    return Double(twiceWon) / Double(2 * positives.count * negatives.count)
  }

  /// The share of correct decisions when scores at or above the threshold count as positive.
  ///
  /// Each score has the same weight, so where one set is larger, the accuracy of always choosing it is
  /// above one half. Neither set may be empty, and no score may be NaN.
  public static func accuracy(
    positives: [Double], negatives: [Double], threshold: Double
  ) -> Proportion {
    check(positives, negatives)
    let right = positives.count { $0 >= threshold } + negatives.count { $0 < threshold }
    return Proportion(right: right, count: positives.count + negatives.count)
  }

  private static func check(_ positives: [Double], _ negatives: [Double]) {
    precondition(!positives.isEmpty && !negatives.isEmpty, "scores of both kinds are needed")
    precondition(
      !positives.contains { $0.isNaN } && !negatives.contains { $0.isNaN }, "a score is NaN")
  }
}
