import Configuration
import Files
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path("run.json") }

  /// Writes `configs/tiny.json`, complete, with one text in the place of another, and reads it.
  private func read(
    replacing found: String = "", with other: String = "", _ assignments: [String] = []
  ) throws -> Configuration {
    let text = try Configuration.tiny().document()
    guard !found.isEmpty else {
      try OutputFile.write(text, to: path, replacing: true)
      return try .read(path, assignments: assignments)
    }
    let parts = text.split(separator: found, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "\(found) is to be in the file once")
    try OutputFile.write(parts.joined(separator: other), to: path, replacing: true)
    return try .read(path, assignments: assignments)
  }

  @Test(arguments: [
    (
      "\"spectralNorm\": false", "\"spectralNrom\": false", "networks.spectralNrom",
      "unknown setting", "Did you mean networks.spectralNorm?"
    ),
    (
      "\"spectralNorm\": false", "\"spectralNorm\": false, \"depht\": 0.5", "networks.depht",
      "unknown setting", "Did you mean networks.depth?"
    ),
    (
      "\"averageDecay\": 0", "\"averageDecay\": 1", "training.averageDecay",
      "1.0 is out of range (0.0 to 0.999999)", nil
    ),
    (
      "\"batchSize\": 8", "\"batchSize\": 1", "training.batchSize",
      "1 is out of range (2 to 65536)",
      nil
    ),
    (
      "\"hopLength\": 250", "\"hopLength\": 513", "sound.hopLength",
      "out of range (513; 1 to half the window, 256)", nil
    ),
    (
      "\"hopLength\": 250", "\"hopLength\": 2", "sound.hopLength",
      "2 does not give 8 to 1024 frames a clip", nil
    ),
    (
      "\"minimumFrequency\": 0", "\"minimumFrequency\": 4000", "sound.minimumFrequency",
      "out of range (4000.0; 0 to less than maximumFrequency)", nil
    ),
    (
      "\"featureSize\": 32", "\"featureSize\": \"32\"", "networks.featureSize",
      "\"32\", a whole number is needed", nil
    ),
    (
      "\"featureSize\": 32", "\"featureSize\": 32.5", "networks.featureSize",
      "32.5, a whole number is needed", nil
    ),
    ("\"balanced\": false", "\"balanced\": 0", "data.balanced", "0, true or false is needed", nil),
    (
      "\"adversarial\": \"crossEntropy\"", "\"adversarial\": \"crossentropy\"",
      "losses.adversarial", "\"crossentropy\", one of crossEntropy, hinge is needed",
      "Did you mean crossEntropy?"
    ),
    (
      "\"source\": \"orchestra\"", "\"source\": \"files\"", "data.root",
      "empty, though data.source is files", nil
    ),
  ])
  func aBadSettingIsNamed(
    found: String, other: String, key: String, problem: String, hint: String?
  ) {
    #expect(throws: Failure(.badConfiguration, "\(path): \(key)", problem, hint: hint)) {
      try read(replacing: found, with: other)
    }
  }

  /// The comma is missed where the next line begins.
  @Test func syntaxIsReportedByLineAndColumn() throws {
    let lines = try Configuration.tiny().document().split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.contains("\"batchSize\": 8,") }) + 2
    let failure = #expect(throws: Failure.self) {
      try read(replacing: "\"batchSize\": 8,", with: "\"batchSize\": 8")
    }
    #expect(failure?.kind == .badConfiguration)
    #expect(
      failure?.subject?.hasPrefix("\(path):\(line):") == true, "\(failure?.description ?? "")")
  }

  @Test func assignmentsAreCheckedLikeTheFile() throws {
    let configuration = try read([
      "training.steps=7", "losses.adversarial=hinge", "networks.spectralNorm=true",
    ])
    #expect(configuration.training.steps == 7)
    #expect(configuration.losses.adversarial == .hinge && configuration.networks.spectralNorm)
    #expect(
      throws: Failure(
        .badConfiguration, "training.step", "unknown setting", hint: "Did you mean training.steps?")
    ) { try read(["training.step=7"]) }
    #expect(
      throws: Failure(
        .badConfiguration, "\(path): training.steps", "-1 is out of range (0 to 100000000)")
    ) { try read(["training.steps=-1"]) }
    #expect(throws: Failure(.usage, nil, "--set steps is not of the form path=value")) {
      try read(["steps"])
    }
  }

  @Test func aMissingFileIsNamed() {
    let failure = #expect(throws: Failure.self) { try Configuration.read(folder.path("none.json")) }
    #expect(failure?.kind == .missingInput && failure?.subject == folder.path("none.json"))
  }
}
