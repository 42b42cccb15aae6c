import Files
import Testing

@Suite struct JSONValueTests {
  @Test func keysAreSetInPlaceAppendedAndRemoved() {
    var value: JSONValue = ["a": 1, "b": 2]
    value["a"] = "x"
    value["c"] = [true]
    value["b"] = nil
    value["none"] = nil
    #expect(value == ["a": "x", "c": [true]])
    var list: JSONValue = [1]
    list["a"] = 2
    #expect(list == [1])
  }

  @Test func valuesAreGivenByTheirKind() {
    #expect(JSONValue.integer(3).number == 3)
    #expect(JSONValue.real(3).wholeNumber == nil)
    #expect(JSONValue.integer(3).wholeNumber == 3)
    #expect(JSONValue.string("a").text == "a")
    #expect(JSONValue.null.text == nil)
    #expect(JSONValue.array([1]).elements == [1])
    #expect(JSONValue.object([]).members == [])
  }

  @Test func messagesNameValuesShortly() {
    #expect(JSONValue.real(3.5).named == "3.5")
    #expect(JSONValue.string("a\"").named == #""a\"""#)
    #expect(JSONValue.string(String(repeating: "a", count: 99)).named == "a text of 99 characters")
    #expect(JSONValue.array([1, 2]).named == "a list")
    #expect(JSONValue.object([]).named == "an object")
    #expect(JSONValue.null.named == "null")
  }

  @Test func prettyTextHasAMemberALine() {
    let long = JSONValue.array((0..<40).map { .integer($0) })
    let value: JSONValue = [
      "name": "a", "widths": [64, 128], "empty": [], "none": [:], "nested": [["x": 0.1], []],
      "long": .array([long, 1]),
    ]
    let numbers = (0..<40).map { "      \($0)" }.joined(separator: ",\n")
    let expected = """
      {
        "name": "a",
        "widths": [64, 128],
        "empty": [],
        "none": {},
        "nested": [
          {
            "x": 0.1
          },
          []
        ],
        "long": [
          [
      \(numbers)
          ],
          1
        ]
      }
      """
    #expect(value.encoded(pretty: true) == expected)
  }

  @Test func plainTextHasNoSpaces() {
    let value: JSONValue = ["a": [1, 2.0, .null], "b": ["c": false]]
    #expect(value.encoded() == #"{"a":[1,2.0,null],"b":{"c":false}}"#)
  }

  @Test(arguments: [
    0.1, 1.0 / 3.0, 2e-4, 1e21, .leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude, 0.999,
    1e-10,
  ])
  func numbersReadBackEqual(number: Double) throws {
    let read = try StrictJSON.parse(JSONValue.real(number).encoded(), subject: "x")
    guard case .real(let value) = read else {
      Issue.record("\(read) is no real number")
      return
    }
    #expect(value.bitPattern == number.bitPattern)
  }

  @Test func whatIsNotFiniteIsNull() {
    #expect(JSONValue.array([.real(.nan), .real(-.infinity)]).encoded() == "[null,null]")
  }

  @Test func everyCharacterReadsBackEqual() throws {
    var text = "😀 \u{2028} é e\u{301} / \\ \" \u{7f}"
    for code in UInt8(1)..<32 { text.unicodeScalars.append(Unicode.Scalar(code)) }
    let encoded = JSONValue.string(text).encoded()
    #expect(encoded.utf8.allSatisfy { $0 >= 32 && $0 != 127 })
    let read = try StrictJSON.parse(encoded, subject: "x").text
    #expect(read.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }
}
