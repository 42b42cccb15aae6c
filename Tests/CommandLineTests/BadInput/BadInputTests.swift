import Files
import Orchestra
import TestSupport
import Testing

/// Every kind of bad input with the exact text and exit code that the program has for it.
@Suite struct BadInputTests {
  private static let rows =
    BadInput.sounds + BadInput.images + BadInput.odds + BadInput.models + BadInput.configurations
    + BadInput.manifests + BadInput.checks + BadInput.dataSets + BadInput.commandLines
    + BadInput.outputs

  @Test(arguments: rows) func badInputIsRefusedAndOddInputIsNoted(_ row: BadInput) throws {
    let folder = TemporaryFolder()
    try row.write(into: folder)
    let before = try PairFiles(in: folder.path).contents()
    let names = folder.names
    let result = try row.run(in: folder)
    #expect(row.said(result, in: folder) == row.errors)
    #expect(result.code == row.code)
    #expect(result.output.isEmpty != row.hasTable)
    var after = try PairFiles(in: folder.path).contents()
    if let made = row.made { #expect(after.removeValue(forKey: made)?.isEmpty == false) }
    #expect(after == before)
    #expect(Set(folder.names) == Set(names).union(row.made.map { [$0] } ?? []))
  }

  @Test func namesAreUniqueAndManyKindsAreThere() {
    #expect(Set(Self.rows.map(\.testDescription)).count == Self.rows.count)
    #expect(Self.rows.count >= 75)
  }
}
