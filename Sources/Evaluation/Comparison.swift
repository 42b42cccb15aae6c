import DataSets
import Files

/// Two evaluations of the same pairs, compared pair by pair.
///
/// A pair counts as right where most of its draws are. The exact test of McNemar (1947) says how likely
/// so one-sided a difference would be if both were equally good and pairs independent; the clustered
/// one lets pairs that belong together come out alike.
public enum Comparison {
  /// The table of all that both evaluations judged in the same way.
  ///
  /// - Parameters:
  ///   - document: an evaluation, as `RunEvaluation.document` gives it.
  ///   - other: another one.
  ///   - path: where the other came from, for messages.
  /// - Returns: a row for each judgement that both have.
  /// - Throws: `Failure` of kind `badInput` where the other is of other pairs or by other judges, or has no
  ///   judgement in common.
  public static func table(
    of document: JSONValue, against other: JSONValue, path: String
  ) throws -> EvaluationTable {
    func isEqual(_ key: String) -> Bool { document[key] == other[key] }
    func pairs(_ document: JSONValue) -> String? {
      document["data"]?.text.map(DataSet.digestOfPairs)
    }
    guard isEqual("pairs"), isEqual("split"), isEqual("classes"), pairs(document) == pairs(other)
    else {
      throw Failure(.badInput, path, "is an evaluation of other pairs")
    }
    guard isEqual("evaluators") else {
      throw Failure(
        .badInput, path, "was made by other evaluators, which err otherwise",
        hint: "give both evaluations the same --evaluators")
    }
    let rows = document["accuracy"]?.elements ?? []
    let others = try judgements(other, path)
    let groups = document["groups"]?.elements?.compactMap(\.wholeNumber) ?? []
    var table = EvaluationTable(
      "comparison", "Compared with \(path), pair by pair",
      [
        .init("judged", "judged"), .init("route", "route"), .init("judge", "judge"),
        .init("accuracy", "accuracy"), .init("other_accuracy", "the other's"),
        .init("right_here", "right here only"), .init("right_there", "right there only"),
        .init("p", "exact p"), .init("p_by_clusters", "p by clusters"),
      ])
    for row in rows {
      let key = ["judged", "route", "judge"].map { row[$0] ?? .null }
      let same = others.first { one in
        ["judged", "route", "judge"].map { one[$0] ?? .null } == key
      }
      guard let same, let here = right(row, document), let there = right(same, other),
        here.count == there.count, here.count == groups.count
      else { continue }
      let test = McNemar(first: here, second: there)
      let clustered = ClusteredSignTest(first: here, second: there, clusters: groups)
      table.rows.append([
        "judged": key[0], "route": key[1], "judge": key[2],
        "accuracy": row["accuracy"] ?? .null, "other_accuracy": same["accuracy"] ?? .null,
        "right_here": .integer(Int64(test.onlyFirst)),
        "right_there": .integer(Int64(test.onlySecond)), "p": .real(test.pValue),
        "p_by_clusters": .real(clustered.pValue),
      ])
    }
    guard !table.rows.isEmpty else {
      throw Failure(.badInput, path, "judged nothing that was judged here too")
    }
    return table
  }

  /// The rows of accuracies of an evaluation in a file.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is none, or has none.
  @discardableResult
  public static func judgements(_ document: JSONValue, _ path: String) throws -> [JSONValue] {
    guard let rows = document["accuracy"]?.elements else {
      throw Failure(.badInput, path, "not what cmcgan-evaluate --json writes (no accuracy)")
    }
    return rows
  }

  /// Whether most draws of each pair are right.
  private static func right(_ row: JSONValue, _ document: JSONValue) -> [Bool]? {
    guard let counts = row["right"]?.elements?.compactMap(\.wholeNumber) else { return nil }
    let isReal = row["judged"]?.text?.hasPrefix("real") == true
    let latentSamples = isReal ? 1 : document["latent_samples"]?.wholeNumber ?? 1
    return counts.map { 2 * $0 > latentSamples }
  }
}
