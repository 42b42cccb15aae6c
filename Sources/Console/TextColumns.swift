/// The columns of a table of text: each has its width, and two spaces follow it.
///
/// Where the widths are known before the cells, lines can be written one by one.
public struct TextColumns: Sendable {
  private let widths: [Int]

  /// Columns of given widths, in characters; a longer cell moves what follows it.
  public init(widths: [Int]) { self.widths = widths }

  /// Columns that are as wide as their widest cells; all rows have as many cells as the first.
  public init(fitting rows: [[String]]) {
    widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  }

  /// A row as a line, without spaces at its end.
  public func line(_ cells: [String]) -> String {
    var line = zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(0, width - cell.count))
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
