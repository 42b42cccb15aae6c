import Files
import Testing

@Suite struct ValueEncodingTests {
  @Test func encodingKeepsTheOrderOfProperties() throws {
    let text = try JSONValue(encoding: StrictDecodingTests.value).encoded(pretty: true)
    #expect(text == StrictDecodingTests.text)
  }

  @Test func dictionariesAndSetsAreSorted() throws {
    let keys = (0..<100).map { "key\($0)" }
    let sorted = keys.sorted()
    let table = Dictionary(uniqueKeysWithValues: keys.map { ($0, [1]) })
    #expect(try JSONValue(encoding: ["a": table])["a"]?.members?.map(\.key) == sorted)
    #expect(try JSONValue(encoding: Set(keys)).elements?.compactMap(\.text) == sorted)
  }

  @Test func decodingGivesBackWhatWasEncoded() throws {
    let document = try JSONValue(encoding: StrictDecodingTests.value)
    #expect(try document.decoded(subject: "x") == StrictDecodingTests.value)
  }

  @Test func plainValuesAreEncoded() throws {
    #expect(try JSONValue(encoding: 3) == 3)
    #expect(try JSONValue(encoding: "a") == "a")
    #expect(try JSONValue(encoding: [1.5, 2]) == [1.5, 2.0])
    #expect(try JSONValue(encoding: [Int?.none, 1]) == [.null, 1])
    #expect(try JSONValue(encoding: [[Bool]]()) == [])
    #expect(try JSONValue(encoding: Float(0.1)).encoded() == "0.1")
  }

  @Test func whatJSONCannotSayIsRefused() {
    #expect(throws: Failure(.internalError, "a[1]", "the number nan has no place in a document")) {
      try JSONValue(encoding: ["a": [1, Double.nan]])
    }
    #expect(throws: Failure.self) { try JSONValue(encoding: UInt64.max) }
  }
}
