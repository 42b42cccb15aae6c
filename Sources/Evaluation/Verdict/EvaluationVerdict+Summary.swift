import Console

extension EvaluationVerdict {
  /// How good the results of each direction are, against real data and guessing.
  static func directions(_ tables: VerdictTables) -> [String] {
    guard let (chance, largest) = tables.guessing else { return [] }
    return VerdictTables.directions.compactMap { direction -> String? in
      let real = "real \(direction.source.rawValue)"
      guard let found = tables.accuracy(direction.name), let limit = tables.accuracy(real) else {
        return nil
      }
      let words = grade(found, limit: limit, guessing: max(chance, largest), of: real)
      return "\(direction.results): \(words). \(found.value.fixed(2)) of them have the right class "
        + "(95 % interval \(found.words); \(real)s \(limit.value.fixed(2)), "
        + "chance \(chance.fixed(2)), largest class \(largest.fixed(2)))."
    }
  }

  /// A result cannot say more about the class than what it was generated from.
  private static func grade(
    _ found: VerdictTables.Accuracy, limit: VerdictTables.Accuracy, guessing: Double,
    of real: String
  ) -> String {
    if limit.value <= guessing {
      return "cannot be judged, the evaluator only guesses the class of \(real)s"
    }
    if found.value <= guessing { return "no better than guessing" }
    if found.interval.lowerBound <= guessing { return "not surely better than guessing" }
    if found.interval.upperBound >= limit.value { return "as good as \(real)s allow" }
    switch (found.value - guessing) / (limit.value - guessing) {
    case 0.75...: return "good"
    case 0.4...: return "fair"
    default: return "poor"
    }
  }

  /// How good a classifier is with each of its inputs.
  static func inputs(_ tables: VerdictTables) -> [String] {
    let names = [
      "image": "images", "sound": "sounds", "V": "images alone", "A": "sounds alone",
      "V + A": "images and sounds together",
    ]
    let found = tables.rows("accuracy").compactMap { row -> String? in
      guard let name = row["input"]?.text.flatMap({ names[$0] }),
        let accuracy = VerdictTables.Accuracy(row)
      else { return nil }
      return "\(accuracy.value.fixed(2)) of \(name)"
    }
    guard !found.isEmpty, !tables.classes.isEmpty else { return [] }
    return [
      "The right class for \(found.joined(separator: ", ")) "
        + "(chance \((1 / Double(tables.classes.count)).fixed(2)))."
    ]
  }

  /// How sure the accuracies are with so many pairs.
  static func certainty(_ tables: VerdictTables) -> [String] {
    let ofInputs = tables.rows("accuracy").filter { $0["input"] != nil }
    let found =
      VerdictTables.directions.compactMap { tables.accuracy($0.name) }
      + ofInputs.compactMap { VerdictTables.Accuracy($0) }
    guard
      let error = found.map({
        max($0.interval.upperBound - $0.value, $0.value - $0.interval.lowerBound)
      }).max()
    else { return [] }
    let degree = error <= 0.05 ? "high" : error <= 0.1 ? "fair" : "low"
    let groups = tables.groups.map { $0 < tables.pairs ? " in \($0) groups" : "" } ?? ""
    let advice = error > 0.1 ? " To compare runs, use --against." : ""
    return [
      "Certainty: \(degree). With \(tables.pairs) pairs\(groups), an accuracy may be off by "
        + "\(error.fixed(2)).\(advice)"
    ]
  }
}

extension VerdictTables.Accuracy {
  /// The interval in words: `0.64 to 0.89`.
  var words: String { "\(interval.lowerBound.fixed(2)) to \(interval.upperBound.fixed(2))" }
}
