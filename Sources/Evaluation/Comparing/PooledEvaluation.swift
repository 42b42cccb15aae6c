import Files
import Metrics

/// Several evaluations of one recipe as one: runs of several seeds, of several folds, or of both.
///
/// Runs of several seeds share their pairs: the results of a pair are averaged over them. Folds have
/// pairs of their own, which are put together. Intervals count groups of pairs as clusters. All
/// other numbers of tables, those of single classes too, are means over the evaluations that have them.
public struct PooledEvaluation {
  private let evaluations: [SavedEvaluation]
  /// Evaluations of the same pairs together, in the order of their first file.
  private let parts: [[SavedEvaluation]]

  /// Pools evaluations, one or more.
  ///
  /// - Throws: `Failure` of kind `badInput` where they have other classes than the first.
  public init(_ evaluations: [SavedEvaluation]) throws {
    precondition(!evaluations.isEmpty, "no evaluation to pool")
    var parts: [[SavedEvaluation]] = []
    for evaluation in evaluations {
      guard evaluation.classes == evaluations[0].classes else {
        throw Failure(
          .badInput, evaluation.path, "has other classes than \(evaluations[0].path)")
      }
      if let index = parts.firstIndex(where: { $0[0].pairs == evaluation.pairs }) {
        parts[index].append(evaluation)
      } else {
        parts.append([evaluation])
      }
    }
    self.evaluations = evaluations
    self.parts = parts
  }

  /// How many pairs there are, each counted once.
  public var count: Int { parts.reduce(0) { $0 + $1[0].groups.count } }

  /// Where the first evaluation came from, for messages.
  var path: String { evaluations[0].path }

  /// The pairs and the evaluators of each evaluation, sorted.
  ///
  /// Two pools compare pair by pair where these are equal.
  var conditions: [(pairs: String, evaluators: String)] {
    evaluations.map { ($0.pairs, $0.evaluators.encoded()) }.sorted { $0 < $1 }
  }

  /// The rows of accuracies of the first evaluation that have counts of each pair.
  var accuracyKeys: [TableRowKey] {
    evaluations[0].accuracy.filter { $0["correct"] != nil }.map(TableRowKey.init)
  }

  /// The usual route of a translation, such as "sound to image"; nil where runs differ or it is none.
  func usualRoute(_ evaluated: String?) -> String? {
    guard let evaluated else { return nil }
    let routes = Set(evaluations.map { $0.document["routes"]?[evaluated]?.text })
    return routes.count == 1 ? routes.first ?? nil : nil
  }

  /// How often each pair came out right in a row of accuracies, and the group of each pair.
  ///
  /// Parts without such a row are left out; nil where no part has it.
  func shares(_ key: TableRowKey) -> (shares: [Double], groups: [Int])? {
    var shares: [Double] = []
    var groups: [Int] = []
    for part in parts {
      let found = part.compactMap { evaluation in
        evaluation.accuracy.first { TableRowKey($0) == key }.flatMap(SavedEvaluation.shares)
      }
      guard !found.isEmpty else { continue }
      shares += part[0].groups.indices.map { pair in mean(of: found.map { $0[pair] }) }
      // Groups of other pairs have other numbers.
      let first = (groups.max() ?? -1) + 1
      groups += part[0].groups.map { first + $0 }
    }
    return shares.isEmpty ? nil : (shares, groups)
  }

  /// The pooled evaluation as one JSON object, in the form of a single one.
  ///
  /// `pooled` says of how many; of the other members it has those that all of them share.
  ///
  /// - Parameter tables: the tables that it holds, such as `tables` and a comparison.
  /// - Returns: the object.
  public func document(_ tables: [EvaluationTable]) -> JSONValue {
    let common = [
      "model", "evaluators", "split", "latent_samples", "classes", "routes", "temperatures",
    ]
    .compactMap { key -> JSONValue.Member? in
      guard let value = evaluations[0].document[key],
        evaluations.allSatisfy({ $0.document[key] == value })
      else { return nil }
      return .init(key, value)
    }
    let header =
      [
        JSONValue.Member("schema", .integer(Int64(SavedEvaluation.schema))),
        .init("pooled", .integer(Int64(evaluations.count))),
        .init("pairs", .integer(Int64(count))),
      ] + common
    let own = tables.map { JSONValue.Member($0.name, .array($0.rows)) }
    return .object(header + EvaluationVerdict.members(of: .object(header + own)) + own)
  }

  /// The pooled tables, in their usual order.
  ///
  /// Each row has `evaluations`, the number of evaluations that have it; rows of accuracies also have
  /// `correct_shares`, how often each pair came out right.
  public var tables: [EvaluationTable] {
    TableKind.all.compactMap { kind in
      let all = evaluations.map { $0.document[kind.name]?.elements ?? [] }
      var keys: [TableRowKey] = []
      for key in all.joined().map(TableRowKey.init) where !keys.contains(key) { keys.append(key) }
      guard !keys.isEmpty else { return nil }
      let rows = keys.map { key in
        pooledRow(key, all.flatMap { rows in rows.filter { TableRowKey($0) == key } }, kind.name)
      }
      return evaluations[0].evaluators == .null && kind.name == TableKind.accuracy.name
        ? ClassifierEvaluation.table(rows) : kind.table(rows)
    }
  }

  /// One row of several: texts as they are, numbers as means, accuracies with their interval.
  private func pooledRow(_ key: TableRowKey, _ rows: [JSONValue], _ table: String) -> JSONValue {
    var row = JSONValue.object(key.members)
    for member in Self.means(rows) where member.key != "latent_samples" {
      row[member.key] = member.value
    }
    if table == TableKind.accuracy.name, let (shares, groups) = shares(key) {
      let pooled = MeanShare(shares, groups: groups)
      row["accuracy"] = .real(pooled.value)
      row["interval"] = JSONValue(pooled.interval)
      row["correct_shares"] = .array(shares.map { .real($0) })
      row["confusion"] = Self.sum(rows.compactMap { $0["confusion"] })
    }
    row["evaluations"] = .integer(Int64(rows.count))
    return row
  }

  /// The sum of matrices of whole numbers; nil of none, and where their sizes differ.
  private static func sum(_ matrices: [JSONValue]) -> JSONValue? {
    let all = matrices.map { matrix in
      (matrix.elements ?? []).map { $0.elements?.compactMap(\.wholeNumber) ?? [] }
    }
    guard var sum = all.first else { return nil }
    for matrix in all.dropFirst() {
      guard matrix.map(\.count) == sum.map(\.count) else { return nil }
      for (row, counts) in matrix.enumerated() {
        for (column, count) in counts.enumerated() { sum[row][column] += count }
      }
    }
    return .array(sum.map { .array($0.map { .integer(Int64($0)) }) })
  }

  /// The numbers of several objects as means over those that have them, also in objects inside.
  ///
  /// Texts and lists are left out; a number that is the same in all stays as it is written.
  private static func means(_ objects: [JSONValue]) -> [JSONValue.Member] {
    let all = objects.flatMap { $0.members ?? [] }
    var names: [String] = []
    for member in all where !names.contains(member.key) {
      if member.value.number != nil || member.value == .null || member.value.members != nil {
        names.append(member.key)
      }
    }
    return names.map { name in
      let values = all.filter { $0.key == name && $0.value != .null }.map(\.value)
      guard let first = values.first else { return .init(name, .null) }
      if first.members != nil { return .init(name, .object(means(values))) }
      let isSame = Set(values.map { $0.encoded() }).count == 1
      return .init(name, isSame ? first : .real(mean(of: values.compactMap(\.number))))
    }
  }
}
