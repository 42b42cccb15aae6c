import Configuration
import Files
import TestSupport
import Testing

@Suite struct ExtendedConfigurationTests {
  private let folder = TemporaryFolder()

  private func write(_ name: String, _ text: String) throws -> String {
    let path = folder.path(name)
    try Folder.create(Folder.parent(of: path))
    try OutputFile.write(text, to: path, replacing: true)
    return path
  }

  @Test func aFileHoldsOnlyWhatDiffers() throws {
    let path = try write(
      "mine.json",
      """
      {
        "extends": "sub-urmp",
        "training": {"generator": {"beta1": 0.4}}, "data": {"root": "my-pairs"}
      }
      """)
    var expected = try Configuration.read("sub-urmp")
    expected.training.generator.beta1 = 0.4
    expected.data.root = "my-pairs"
    #expect(try Configuration.read(path) == expected)
  }

  @Test func withoutABaseTheDefaultsAreChanged() throws {
    let path = try write("mine.json", #"{"seed": 7, "data": {"root": "my-pairs"}}"#)
    var expected = Configuration()
    expected.seed = 7
    expected.data.root = "my-pairs"
    #expect(try Configuration.read(path) == expected)
  }

  @Test func basesAreReadOneAfterTheOther() throws {
    _ = try write("a.json", #"{"extends": "tiny", "seed": 2, "training": {"steps": 3}}"#)
    _ = try write("b/b.json", #"{"extends": "../a.json", "seed": 3}"#)
    let path = try write("c.json", #"{"extends": "\#(folder.path("b/b.json"))"}"#)
    let read = try Configuration.read(path, assignments: ["networks.width=9"])
    #expect(read == (try .tiny("seed=3", "training.steps=3", "networks.width=9")))
  }

  /// A name means the file beside first; a file that has the name of a recipe may extend that recipe.
  @Test func aFileBesideComesBeforeARecipe() throws {
    _ = try write("tiny.json", #"{"extends": "tiny", "seed": 5}"#)
    let path = try write("mine.json", #"{"extends": "tiny", "training": {"steps": 4}}"#)
    #expect(try Configuration.read(path) == .tiny("seed=5", "training.steps=4"))
  }

  @Test(arguments: [
    (
      #"{"extends": "sub-urpm"}"#, "extends",
      #""sub-urpm" is neither a recipe nor a file in the same folder"#,
      "Did you mean sub-urmp? Recipes: demo, evaluator-image, evaluator-sound, images-128, linear, multimodal, paper, paper-small, photographs, sub-urmp, tiny."
    ),
    (#"{"extends": "none.json"}"#, "extends", #""none.json" does not exist"#, nil),
    (#"{"extends": ["tiny"]}"#, "extends", "a list, a text is needed", nil),
    (#"{"extends": ""}"#, "extends", #""" leads nowhere"#, nil),
    (
      #"{"extends": "tiny", "networks": {"depht": 2}}"#, "networks.depht", "unknown setting",
      "Did you mean networks.depth?"
    ),
    (
      #"{"extends": "tiny", "networks": 3}"#, "networks", "3, an object is needed", nil
    ),
    (
      #"{"extends": "tiny", "training": {"batchSize": 1}}"#, "training.batchSize",
      "1 is out of range (2 to 65536)", nil
    ),
    ("{}", "data.root", "empty, though data.source is files", nil),
  ])
  func whatIsWrongIsNamed(_ text: String, key: String, problem: String, hint: String?) throws {
    let path = try write("mine.json", text)
    #expect(throws: Failure(.badConfiguration, "\(path): \(key)", problem, hint: hint)) {
      try Configuration.read(path)
    }
  }

  @Test func aWrongBaseIsNamedItself() throws {
    let base = try write("base.json", #"{"networks": {"width": 0}}"#)
    let path = try write("mine.json", #"{"extends": "base", "networks": {"width": 8}}"#)
    #expect(
      throws: Failure(
        .badConfiguration, "\(base): networks.width", "0 is out of range (1 to 512)")
    ) { try Configuration.read(path) }
  }

  @Test func aFileCannotExtendItself() throws {
    _ = try write("a.json", #"{"extends": "b.json"}"#)
    let path = try write("b.json", #"{"extends": "a"}"#)
    let first = folder.path("a.json")
    #expect(
      throws: Failure(
        .badConfiguration, "\(first): extends",
        "\"b.json\" leads back to \(path): a file cannot extend itself")
    ) { try Configuration.read(path) }
  }

  @Test func aMergedConfigurationHasNoBase() throws {
    let document = try JSONValue(encoding: Configuration.read("demo"))
    #expect(document["extends"] == nil)
    #expect(document.paths == ConfigurationKey.all.map(\.path))
  }

  @Test func aNameThatIsNoRecipeIsMissing() {
    #expect(
      throws: Failure(
        .missingInput, "dmeo", "no such file or recipe",
        hint:
          "Did you mean demo? Recipes: demo, evaluator-image, evaluator-sound, images-128, linear, multimodal, paper, paper-small, photographs, sub-urmp, tiny."
      )
    ) { try Configuration.read("dmeo") }
  }

  // MARK: - Keys that a kind of model ignores

  @Test func keysSetInVainAreFound() throws {
    let path = try write(
      "mine.json",
      #"{"extends": "tiny", "model": "autoencoder", "losses": {"imageTranslationWeight": 1, "pairs": "standard"}}"#
    )
    let file = try ConfigurationFile(
      path, assignments: ["networks.spectralNorm=true", "training.discriminator.beta1=0.4"])
    #expect(
      file.changedKeys == [
        "model", "networks.spectralNorm", "losses.pairs", "losses.imageTranslationWeight",
        "training.discriminator.beta1",
      ])
    #expect(
      file.ignoredKeys == [
        "networks.spectralNorm", "losses.pairs", "training.discriminator.beta1",
      ])
  }

  /// What the base sets, or what is set to its default, is not worth a word.
  @Test func onlyOwnChangesAreSaidToBeInVain() throws {
    let path = try write(
      "mine.json", #"{"extends": "sub-urmp", "model": "s2i-c", "losses": {"pairs": "joint"}}"#)
    #expect(try ConfigurationFile(path).ignoredKeys == [])
    #expect(
      try ConfigurationFile(path, assignments: ["losses.classificationWeight=2"]).ignoredKeys
        == ["losses.classificationWeight"])
  }

  @Test(arguments: ModelKind.allCases)
  func ignoredKeysAreKeysOrGroups(kind: ModelKind) {
    for ignored in kind.ignoredKeys {
      #expect(ConfigurationKey.all.contains { $0.isBelow(ignored) }, "\(ignored)")
    }
  }
}
