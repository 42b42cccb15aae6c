import Configuration
import Files
import Models
import Testing

@Suite struct StrictDecodingTests {
  enum Loss: String, Codable, CaseIterable { case crossEntropy, hinge }
  struct Losses: Codable, Equatable {
    var kind: Loss
    var consistencyWeight: Double
    var weights: [Float]
  }
  struct Networks: Codable, Equatable {
    var width: Int
    var usesNoise: Bool
    var note: String?
  }
  struct Configuration: Codable, Equatable {
    var name: String
    var networks: Networks
    var losses: Losses
    var limits: [String: UInt8]
  }

  static let text = """
    {
      "name": "tiny",
      "networks": {
        "width": 8,
        "usesNoise": true
      },
      "losses": {
        "kind": "hinge",
        "consistencyWeight": 10.0,
        "weights": [2.0, 0.1]
      },
      "limits": {
        "a": 255,
        "z": 1
      }
    }
    """
  static let value = Configuration(
    name: "tiny", networks: Networks(width: 8, usesNoise: true),
    losses: Losses(kind: .hinge, consistencyWeight: 10, weights: [2, 0.1]),
    limits: ["a": 255, "z": 1])

  static func document() throws -> JSONValue { try StrictJSON.parse(text, subject: "run.json") }

  @Test func whatIsCompleteIsDecoded() throws {
    var document = try Self.document()
    #expect(try document.decoded(Configuration.self, subject: "run.json") == Self.value)
    document["$schema"] = "schema.json"
    #expect(try document.decoded(subject: "run.json") == Self.value)
    try document.set(path: "losses.consistencyWeight", to: "10")
    #expect(try document.decoded(subject: "run.json") == Self.value)
  }

  @Test func anAbsentOptionMayBeLeftOutOrNull() throws {
    var document = try Self.document()
    document["networks"]?["note"] = nil
    #expect(try document.decoded(subject: "x") == Self.value)
    document["networks"]?["note"] = .null
    #expect(try document.decoded(subject: "x") == Self.value)
    document["networks"]?["note"] = "n"
    #expect(try document.decoded(Configuration.self, subject: "x").networks.note == "n")
  }

  /// The text to replace, its replacement, and what is then said.
  @Test(arguments: [
    Change(
      "\"consistencyWeight\"", "\"cycelWeight\"", "losses.cycelWeight", "unknown setting",
      "Did you mean losses.consistencyWeight?"),
    Change(
      "\"width\": 8,", "\"width\": 8, \"widht\": 9,", "networks.widht", "unknown setting",
      "Did you mean networks.width?"),
    Change(
      "\"name\": \"tiny\",", "\"name\": \"tiny\", \"lossess\": 1,", "lossess", "unknown setting",
      "Did you mean losses?"),
    Change(
      "\"width\": 8,", "\"width\": 8, \"$schema\": 9,", "networks.$schema", "unknown setting",
      "Did you mean networks.note?"),
    Change("\"width\": 8,", "", "networks.width", "missing (a whole number is needed)"),
    Change(
      ",\n    \"usesNoise\": true", "", "networks.usesNoise", "missing (true or false is needed)"),
    Change("\"name\": \"tiny\",", "", "name", "missing (a text is needed)"),
    Change(
      "\"kind\": \"hinge\",", "", "losses.kind", "missing (one of crossEntropy, hinge is needed)"),
    Change(
      ",\n    \"weights\": [2.0, 0.1]", "", "losses.weights", "missing (a list is needed)"),
    Change(
      "\"hinge\"", "\"hinges\"", "losses.kind",
      "\"hinges\", one of crossEntropy, hinge is needed", "Did you mean hinge?"),
    Change("\"hinge\"", "3", "losses.kind", "3, a text is needed"),
    Change("8", "8.5", "networks.width", "8.5, a whole number is needed"),
    Change("8", "\"8\"", "networks.width", "\"8\", a whole number is needed"),
    Change("8", "null", "networks.width", "null, a whole number is needed"),
    Change("8", "[8]", "networks.width", "a list, a whole number is needed"),
    Change("true", "1", "networks.usesNoise", "1, true or false is needed"),
    Change("10.0", "\"ten\"", "losses.consistencyWeight", "\"ten\", a number is needed"),
    Change("0.1", "{}", "losses.weights[1]", "an object, a number is needed"),
    Change("0.1", "1e300", "losses.weights[1]", "1e+300, a smaller number is needed"),
    Change("[2.0, 0.1]", "2", "losses.weights", "2, a list is needed"),
    Change("255", "256", "limits.a", "256, a whole number of 0 to 255 is needed"),
    Change("\"tiny\"", "true", "name", "true, a text is needed"),
  ])
  func everyFaultNamesItsPath(change: Change) throws {
    let text = Self.text.replacing(change.old, with: change.new)
    #expect(text != Self.text)
    let document = try StrictJSON.parse(text, subject: "run.json")
    let failure = Failure(
      .badConfiguration, "run.json: \(change.path)", change.problem, hint: change.hint)
    #expect(throws: failure) { try document.decoded(Configuration.self, subject: "run.json") }
  }

  @Test func aDocumentOfAnotherKindIsRefused() {
    #expect(throws: Failure(.badConfiguration, "run.json", "a list, an object is needed")) {
      try JSONValue.array([]).decoded(Configuration.self, subject: "run.json")
    }
  }

  @Test func theLineForThePersonReadsWell() throws {
    let text = Self.text.replacing("consistencyWeight", with: "cycelWeight")
    let document = try StrictJSON.parse(text, subject: "run.json")
    #expect {
      try document.decoded(Configuration.self, subject: "run.json")
    } throws: {
      "\($0)" == "run.json: losses.cycelWeight: unknown setting. "
        + "Did you mean losses.consistencyWeight?"
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var old, new, path, problem: String
    var hint: String?

    init(_ old: String, _ new: String, _ path: String, _ problem: String, _ hint: String? = nil) {
      self.old = old
      self.new = new
      self.path = path
      self.problem = problem
      self.hint = hint
    }
    var testDescription: String { "\(old.debugDescription) -> \(new)" }
  }
}
