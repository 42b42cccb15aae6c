import Configuration
import Files
import TestSupport
import Testing

/// Models and runs of any released version are read by all later ones.
@Suite struct OlderConfigurationTests {
  private let folder = TemporaryFolder()

  /// The configuration of `Golden/released/VERSION/run`.
  private func released(_ version: String) -> String {
    Golden.folder + "/released/\(version)/run/config.json"
  }

  @Test(arguments: ["0.2"])
  func aRunOfEachReleasedVersionIsRead(version: String) throws {
    let run = try Configuration.readOlder(released(version))
    #expect(run.training.steps == 1 && run.networks.width == 1 && run.data.root.isEmpty)
  }

  @Test(arguments: ["0.2"])
  func aRecipeOfEachReleasedVersionIsRead(version: String) throws {
    let read = try Configuration.read(Golden.folder + "/released/\(version)/recipe.json")
    #expect(read == (try .tiny("seed=3", "augmentation.encoder.soundBandShift=2")))
  }

  /// Without the keys that came later, a file means what it meant when it was written.
  @Test func aKeyThatCameLaterHasItsOlderMeaning() throws {
    let later = ConfigurationKey.all.filter { $0.olderMeaning != nil }
    #expect(later.map(\.path).contains("conversion.soundPostfilter"))
    var changed = try Configuration.tiny()
    for key in later {
      var document = try JSONValue(encoding: changed)
      try document.remove(key.path)
      let path = folder.path("config.json")
      try OutputFile.write(document.encoded(), to: path, replacing: true)
      let read = try Configuration.readOlder(path)
      #expect(try JSONValue(encoding: read).value(at: key.path) == key.olderMeaning, "\(key.path)")
    }
    changed.conversion.soundPostfilter = 3
    let text = try changed.document()
    #expect(try Configuration.parse(text, subject: "x") == changed, "what is there stays")
  }

  /// A model of this version opens after a key has been added: here one that the table has and files lack.
  @Test func aModelOpensAfterAKeyWasAdded() throws {
    let written = try Configuration.tiny("networks.depth=3")
    var document = try JSONValue(encoding: written)
    try document.remove("networks.depth")
    let keys = ConfigurationKey.all.map { key in
      key.path == "networks.depth" ? key.added(meaning: 2) : key
    }
    let read = try Configuration.parse(document.encoded(), subject: "model", keys: keys)
    #expect(read == (try .tiny("networks.depth=2")))
  }

  /// A key that has always existed must be there.
  @Test func aMissingKeyOfARunIsNamed() throws {
    var document = try JSONValue(encoding: Configuration.tiny())
    try document.remove("networks.depth")
    let path = folder.path("config.json")
    try OutputFile.write(document.encoded(), to: path, replacing: true)
    #expect(
      throws: Failure(
        .badConfiguration, "\(path): networks.depth", "missing (a whole number is needed)")
    ) { try Configuration.readOlder(path) }
    #expect(
      throws: Failure(.badInput, "model: networks.depth", "missing (a whole number is needed)")
    ) { try Configuration.parse(document.encoded(), subject: "model") }
  }
}

extension JSONValue {
  /// Removes the value at a path, which must be there.
  fileprivate mutating func remove(_ path: String) throws {
    let keys = path.split(separator: ".").map(String.init)
    try #require(value(at: path) != nil)
    func removed(_ value: JSONValue, _ keys: ArraySlice<String>) -> JSONValue {
      guard let key = keys.first else { return value }
      var copy = value
      copy[key] = keys.count == 1 ? nil : copy[key].map { removed($0, keys.dropFirst()) }
      return copy
    }
    self = removed(self, keys[...])
  }
}
