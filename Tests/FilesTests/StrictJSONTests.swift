import Files
import TestSupport
import Testing

@Suite struct StrictJSONTests {
  @Test func aDocumentKeepsTheOrderOfItsKeys() throws {
    let text = #" {"b": [1, -2.5, 1e3, "é\n\u00e9"], "a": {"z": null, "y": true}, "": false} "#
    let expected: JSONValue = [
      "b": [1, -2.5, 1000.0, "é\né"], "a": ["z": .null, "y": true], "": false,
    ]
    #expect(try StrictJSON.parse(text, subject: "x") == expected)
  }

  @Test func plainValuesAreDocumentsToo() throws {
    #expect(try StrictJSON.parse("0e1", subject: "x") == .real(0))
    #expect(try StrictJSON.parse("9223372036854775807", subject: "x") == .integer(.max))
    #expect(try StrictJSON.parse("\"a\"", subject: "x") == "a")
  }

  @Test(arguments: [
    Reject("", "run.json:1:1", "empty text"),
    Reject("hello", "run.json:1:1", "invalid token near 'hello'"),
    Reject("{\"a\": 1,}", "run.json:1:9", "string or '}' expected near '}'"),
    Reject("{\n  \"a\": 1,\n  \"é\": [1, 2,]\n}", "run.json:3:14", "unexpected token near ']'"),
    Reject("{\"a\": 1, \"b\": 2, \"a\": 3}", "run.json:1:18", "duplicate object key near '\"a\"'"),
    Reject("{\"a\" 1}", "run.json:1:6", "':' expected near '1'"),
    Reject("{\"a\": 1", "run.json:1:8", "'}' expected near end of file"),
    Reject("{} {}", "run.json:1:4", "end of file expected near '{'"),
    Reject("[NaN]", "run.json:1:2", "invalid token near 'NaN'"),
    Reject("[1e400]", "run.json:1:2", "real number overflow near '1e400'"),
    Reject("[9223372036854775808]", "run.json:1:2", "too big integer near '9223372036854775808'"),
    Reject("[01]", "run.json:1:2", "invalid token near '0'"),
    Reject("['a']", "run.json:1:2", "invalid token near '''"),
    Reject("[1] // one", "run.json:1:5", "end of file expected near '/'"),
    Reject("\"a\nb\"", "run.json:1:1", "unexpected newline near '\"a'"),
    Reject("\"\\ud800\"", "run.json:1:1", "invalid Unicode '\\uD800' near '\"\\ud800\"'"),
  ])
  func faultsAreNamedWithLineAndColumn(reject: Reject) {
    #expect(throws: Failure(.badConfiguration, reject.subject, reject.problem)) {
      try StrictJSON.parse(reject.text, subject: "run.json")
    }
  }

  @Test func otherEncodingsAreRefused() {
    let hint = "Save it as UTF-8 without a byte order mark."
    let utf16 = "is not UTF-8 text (looks like UTF-16)"
    let cases: [([UInt8], String)] = [
      ([0xEF, 0xBB, 0xBF] + "{}".utf8, "begins with a byte order mark"),
      ([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], utf16), ([0xFE, 0xFF, 0, 0x7B, 0, 0x7D], utf16),
      ([0x7B, 0, 0x7D, 0], utf16), ([0, 0x7B, 0, 0x7D], utf16),
    ]
    for (bytes, problem) in cases {
      #expect(throws: Failure(.badInput, "run.json", problem, hint: hint)) {
        try StrictJSON.parse(bytes, subject: "run.json", kind: .badInput)
      }
    }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: Failure(.badConfiguration, "x:1:1", "unable to decode byte 0xff near '\"a'")) {
      try StrictJSON.parse([0x22, 0x61, 0xFF, 0x22], subject: "x")
    }
  }

  @Test func deepNestingIsRefusedAndNotFollowed() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(
      throws: Failure(.badConfiguration, "x:1:2049", "maximum parsing depth reached near '['")
    ) {
      try StrictJSON.parse(deep, subject: "x")
    }
    let allowed = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
    #expect(try StrictJSON.parse(allowed, subject: "x").encoded() == allowed)
  }

  @Test func filesAreRead() throws {
    let folder = TemporaryFolder()
    try OutputFile.write("{\"a\": 1}\n", to: folder.path("a.json"), replacing: false)
    #expect(try StrictJSON.read(folder.path("a.json")) == ["a": 1])
    #expect(throws: Failure(.missingInput, folder.path("b.json"), "no such file")) {
      try StrictJSON.read(folder.path("b.json"))
    }
  }

  struct Reject: Sendable, CustomTestStringConvertible {
    var text: String
    var subject: String
    var problem: String

    init(_ text: String, _ subject: String, _ problem: String) {
      self.text = text
      self.subject = subject
      self.problem = problem
    }
    var testDescription: String { text.debugDescription }
  }
}
