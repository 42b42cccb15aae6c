import Files
import Metrics

/// Two evaluations of the same pairs, or two pools of them, compared pair by pair.
///
/// A pair counts as right where most of its latent samples are, over all seeds. The exact test of
/// McNemar (1947) gives the probability of so large a difference if both were equally good and pairs
/// were independent. The test by clusters takes the pairs of one group as alike.
public enum Comparison {
  /// The table of all rows of accuracies that both have.
  ///
  /// - Parameters:
  ///   - first: an evaluation, or several of one recipe.
  ///   - second: the other, of the same pairs and by the same evaluators.
  /// - Returns: a row for each accuracy that both have.
  /// - Throws: `Failure` of kind `badInput` where the second is of other pairs, by other evaluators,
  ///   or has no accuracy in common.
  public static func table(
    of first: PooledEvaluation, against second: PooledEvaluation
  ) throws -> EvaluationTable {
    let (here, there) = (first.conditions, second.conditions)
    guard here.map(\.pairs) == there.map(\.pairs) else {
      throw Failure(.badInput, second.path, "is an evaluation of other pairs")
    }
    guard here.map(\.evaluators) == there.map(\.evaluators) else {
      throw Failure(
        .badInput, second.path, "was made by other evaluators, whose errors differ",
        hint: "Give both evaluations the same --evaluators.")
    }
    var table = EvaluationTable(
      "comparison", "Compared with \(second.path), pair by pair",
      [
        .init("evaluated", "evaluated"), .init("route", "route"), .init("evaluator", "evaluator"),
        .init("accuracy", "accuracy"), .init("other_accuracy", "the other's"),
        .init("correct_here", "correct here only"), .init("correct_there", "correct there only"),
        .init("p", "exact p"), .init("p_by_clusters", "p by clusters"),
      ])
    for key in first.accuracyKeys {
      guard let (shares, groups) = first.shares(key), let (others, _) = second.shares(key),
        shares.count == others.count
      else { continue }
      table.rows.append(row(key, shares, others, groups))
    }
    table.rows += rowsOfUsualRoutes(first, second)
    guard !table.rows.isEmpty else {
      throw Failure(.badInput, second.path, "has no accuracy in common with \(first.path)")
    }
    return table
  }

  /// Rows of translations that the two take by different routes unless told otherwise.
  ///
  /// Their route reads "direct / reconstruction": that of the first, and that of the second.
  private static func rowsOfUsualRoutes(
    _ first: PooledEvaluation, _ second: PooledEvaluation
  ) -> [JSONValue] {
    first.accuracyKeys.compactMap { key in
      guard let here = first.usualRoute(key["evaluated"]), key["route"] == here,
        let there = second.usualRoute(key["evaluated"]), here != there,
        let (shares, groups) = first.shares(key),
        let (others, _) = second.shares(key.replacing("route", with: there)),
        shares.count == others.count
      else { return nil }
      return row(key.replacing("route", with: "\(here) / \(there)"), shares, others, groups)
    }
  }

  private static func row(
    _ key: TableRowKey, _ shares: [Double], _ others: [Double], _ groups: [Int]
  ) -> JSONValue {
    let (here, there) = (shares.map { $0 > 0.5 }, others.map { $0 > 0.5 })
    let test = McNemar(first: here, second: there)
    let clustered = ClusteredSignTest(first: here, second: there, clusters: groups)
    return .object(
      key.members + [
        .init("accuracy", .real(mean(of: shares))),
        .init("other_accuracy", .real(mean(of: others))),
        .init("correct_here", .integer(Int64(test.onlyFirst))),
        .init("correct_there", .integer(Int64(test.onlySecond))), .init("p", .real(test.pValue)),
        .init("p_by_clusters", .real(clustered.pValue)),
      ])
  }
}
