import Files

/// The counts of an import, which stops it where too much is bad.
struct ImportAccount {
  let source: String
  /// How many pairs or films there are in all.
  let total: Int
  /// What is counted, for messages.
  var unit = "pairs"
  let keepsGoing: Bool
  var summary = DataSetImport.Summary()

  mutating func count(_ key: PairKey, isSilent: Bool) {
    if key.split == "train" { summary.training += 1 } else { summary.validation += 1 }
    if isSilent { summary.silent += 1 }
  }

  mutating func skip(_ failure: Failure) throws {
    summary.skipped += 1
    guard !keepsGoing else { return }
    try Self.requireFew(summary.skipped, of: total, unit, failure, source)
  }

  /// Throws `.badInput` where more than one in a hundred is bad.
  static func requireFew(
    _ skipped: Int, of total: Int, _ unit: String, _ last: Failure, _ source: String
  ) throws {
    guard skipped * 100 > total else { return }
    throw Failure(
      .badInput, source,
      "\(skipped) of \(total) \(unit) cannot be used so far (at most 1 % may be bad); "
        + "the last is \(last.subject.map { "\($0): " } ?? "")\(last.problem)",
      hint: "Use --keep-going to leave all such \(unit) out."
    )
  }
}
