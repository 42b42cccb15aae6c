import Console
import Testing

@Suite struct TextColumnsTests {
  @Test func columnsAreAsWideAsTheirWidestCells() {
    let rows = [["file", "class"], ["a.wav", "sax"], ["b", ""]]
    let columns = TextColumns(fitting: rows)
    #expect(rows.map(columns.line) == ["file   class", "a.wav  sax", "b"])
  }

  @Test func aLongerCellMovesWhatFollows() {
    let columns = TextColumns(widths: [2, 3, 1])
    #expect(columns.line(["a", "b", "c"]) == "a   b    c")
    #expect(columns.line(["long", "b", "c"]) == "long  b    c")
  }
}
