import Console
import Files

/// One table of an evaluation: rows of values under keys, shown as text or as JSON.
public struct EvaluationTable: Sendable {
  /// A column that is shown in text.
  public struct Column: Sendable {
    /// The key of its values in a row.
    public let key: String
    /// What stands above it.
    public let header: String

    package init(_ key: String, _ header: String) { (self.key, self.header) = (key, header) }
  }

  /// The name under which it stands in JSON and is asked for.
  public let name: String
  /// What stands above it in text.
  public let title: String
  /// What text shows; rows may hold more.
  public let columns: [Column]
  /// The rows, objects.
  public package(set) var rows: [JSONValue] = []

  package init(_ name: String, _ title: String, _ columns: [Column]) {
    (self.name, self.title, self.columns) = (name, title, columns)
  }

  /// The table as lines of text, columns aligned.
  public var lines: [String] {
    let cells =
      [columns.map(\.header)]
      + rows.map { row in columns.map { Self.text(row[$0.key] ?? .null) } }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return [title]
      + cells.map { row in
        var line = ""
        for (cell, width) in zip(row, widths) {
          line += "  " + cell + String(repeating: " ", count: width - cell.count)
        }
        while line.last == " " { line.removeLast() }
        return line
      }
  }

  /// A value for people: numbers with three decimals, intervals as "a to b", nothing as "-".
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
