import Files
import Testing

@Suite struct SettingTests {
  let document: JSONValue = [
    "name": "tiny", "losses": ["consistencyWeight": 10.0, "weights": [2, 1]],
  ]

  @Test func aValueIsReplacedByJSONOrByText() throws {
    var changed = document
    try changed.set(path: "losses.consistencyWeight", to: "0.5")
    try changed.set(path: "losses.weights.1", to: "null")
    try changed.set(assignment: "name=a b=c")
    #expect(
      changed == ["name": "a b=c", "losses": ["consistencyWeight": 0.5, "weights": [2, .null]]])
    try changed.set(assignment: "losses={\"x\": [1]}")
    try changed.set(assignment: "name=")
    #expect(changed == ["name": "", "losses": ["x": [1]]])
  }

  @Test func aPathThatIsNotThereIsRefused() {
    let faults: [(String, String, String, String?)] = [
      ("nmae", "nmae", "unknown setting", "Did you mean name?"),
      (
        "losses.cycelWeight", "losses.cycelWeight", "unknown setting",
        "Did you mean losses.consistencyWeight?"
      ),
      ("name.a", "name.a", "unknown setting (name is \"tiny\")", nil),
      (
        "losses.weights.2", "losses.weights.2",
        "unknown setting (losses.weights is a list of 2, counted from 0)", nil
      ),
    ]
    for (path, subject, problem, hint) in faults {
      var changed = document
      #expect(throws: Failure(.badConfiguration, subject, problem, hint: hint)) {
        try changed.set(path: path, to: "1")
      }
      #expect(changed == document)
    }
  }

  @Test func anAssignmentNeedsAPath() {
    var changed = document
    for text in ["name", "=3"] {
      #expect(throws: Failure(.usage, nil, "--set \(text) is not of the form path=value")) {
        try changed.set(assignment: text)
      }
    }
  }

  @Test func valuesAreFoundByTheirPath() {
    #expect(document.value(at: "losses.weights.0") == 2)
    #expect(document.value(at: "losses.weights.2") == nil)
    #expect(document.value(at: "name.x") == nil)
  }
}
