import Files

/// A kind of table: its name, its columns, and how its rows are computed.
///
/// Each kind stands in a file of its own in this folder. A new one needs such a file and a place in
/// `all`; `cmcgan-evaluate`, JSON and reports then have it.
public struct TableKind: Sendable {
  /// The name in JSON and in `--tables`.
  public let name: String
  /// The line above the table in text.
  public let title: String
  /// The columns in text.
  let columns: [EvaluationTable.Column]
  /// The rows; nil where the model or the data has nothing for this table.
  private let rows: @Sendable (EvaluatedSplit, EvaluatedModel) throws -> [JSONValue]?

  /// A table that is computed from collected items.
  init(
    _ name: String, _ title: String, _ columns: [EvaluationTable.Column],
    rows: @escaping @Sendable (EvaluatedSplit) throws -> [JSONValue]
  ) {
    self.init(name, title, columns) { split, _ in try rows(split) }
  }

  /// A table that needs the model itself once more.
  init(
    _ name: String, _ title: String, _ columns: [EvaluationTable.Column],
    rows: @escaping @Sendable (EvaluatedSplit, EvaluatedModel) throws -> [JSONValue]?
  ) {
    (self.name, self.title, self.columns, self.rows) = (name, title, columns, rows)
  }

  /// All kinds, in the order in which they are shown.
  ///
  /// A model or data set that has nothing for a table leaves it out.
  public static let all: [TableKind] = [
    .accuracy, .recorded, .photographs, .familiarity, .pairing, .nearest, .distances, .precision,
    .diversity, .memorization, .retrieval, .reconstruction, .waveforms,
  ]

  /// The kind of a name, or nil.
  public static func named(_ name: String) -> TableKind? { all.first { $0.name == name } }

  /// The table of a model; nil where there is nothing for it.
  func table(of split: EvaluatedSplit, _ subject: EvaluatedModel) throws -> EvaluationTable? {
    try rows(split, subject).map(table)
  }

  /// The table of rows that are known already.
  func table(_ rows: [JSONValue]) -> EvaluationTable {
    var table = EvaluationTable(name, title, columns)
    table.rows = rows
    return table
  }
}
