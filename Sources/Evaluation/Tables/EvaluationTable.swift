import Console
import Files

/// One table of an evaluation, as text or as JSON.
///
/// A row is a JSON object. Text shows the values under the keys of `columns`; JSON has all of them.
public struct EvaluationTable: Sendable {
  /// A column of the table as text.
  public struct Column: Sendable {
    /// The key of its values in a row.
    public let key: String
    /// The text above it.
    public let header: String

    package init(_ key: String, _ header: String) { (self.key, self.header) = (key, header) }
  }

  /// Its name in JSON.
  public let name: String
  /// The line above it in text.
  public let title: String
  /// The columns in text; rows may hold more values.
  public let columns: [Column]
  /// The rows: objects with a value for each column, or none.
  public package(set) var rows: [JSONValue] = []

  package init(_ name: String, _ title: String, _ columns: [Column]) {
    (self.name, self.title, self.columns) = (name, title, columns)
  }

  /// The table as lines of text, with aligned columns.
  ///
  /// Numbers have three decimals, intervals read "a to b", missing values "-".
  public var lines: [String] {
    let cells =
      [columns.map(\.header)]
      + rows.map { row in columns.map { Self.text(row[$0.key] ?? .null) } }
    let text = TextColumns(fitting: cells)
    return [title] + cells.map { row in row.isEmpty ? "" : "  " + text.line(row) }
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .real(let number): number.fixed(3)
    case .string(let text): text
    case .array(let values): values.map(text).joined(separator: " to ")
    case .null: "-"
    default: value.encoded()
    }
  }
}

extension JSONValue {
  init(_ number: Double?) { self = number.map { $0.isFinite ? .real($0) : .null } ?? .null }

  init(_ interval: ClosedRange<Double>) {
    self = .array([.real(interval.lowerBound), .real(interval.upperBound)])
  }
}
