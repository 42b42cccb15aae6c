import Evaluation
import Files
import Testing

@Suite struct EvaluationTableTests {
  private func table(_ rows: [JSONValue]) -> EvaluationTable {
    var table = EvaluationTable(
      "likeness", "How like", [.init("what", "what"), .init("share", "share"), .init("n", "items")])
    table.rows = rows
    return table
  }

  @Test func columnsAreAligned() {
    let rows: [JSONValue] = [
      ["what": "real image", "share": 0.123_45, "n": 26, "hidden": [1, 2, 3]],
      ["what": "", "share": [0.1, 0.25], "n": 104],
      ["share": .null, "n": 1],
    ]
    #expect(
      table(rows).lines == [
        "How like",
        "  what        share           items",
        "  real image  0.123           26",
        "              0.100 to 0.250  104",
        "  -           -               1",
      ])
  }

  @Test func numbersHaveThreeDecimals() {
    let rows: [JSONValue] = [
      ["what": "a", "share": 1.0, "n": -0.000_4], ["what": "b", "share": 12_345.678_9, "n": true],
    ]
    #expect(
      table(rows).lines == [
        "How like",
        "  what  share      items",
        "  a     1.000      0.000",
        "  b     12345.679  true",
      ])
  }

  @Test func aTableWithoutRowsHasItsHeader() {
    #expect(table([]).lines == ["How like", "  what  share  items"])
    #expect(EvaluationTable("none", "Nothing", []).lines == ["Nothing", ""])
  }
}
