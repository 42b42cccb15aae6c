import Configuration
import Files
import TestSupport
import Testing

/// Which configuration a training takes, and what it says of it.
@Suite struct TrainConfigurationTests {
  private let folder = TemporaryFolder()

  @Test func aConfigurationOfFourLinesTrains() throws {
    let text = """
      {
        "extends": "tiny",
        "training": {"steps": 2}
      }
      """
    let config = try folder.file("mine.json", Array(text.utf8))
    let run = folder.path("run")
    let result = try BuiltProgram.run(["train", "--config", config, "--output", run, "--quiet"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    let written = try String(decoding: InputFile.read(run + "/config.json"), as: UTF8.self)
    #expect(written == (try Configuration.tiny("training.steps=2").document()))
  }

  @Test func theMergedConfigurationIsPrinted() throws {
    let result = try BuiltProgram.run([
      "train", "--config", "demo", "--set", "seed=9", "--print-config",
    ])
    #expect(result.code == 0 && result.errors.isEmpty)
    var expected = try Configuration.read("demo")
    expected.seed = 9
    let text = try expected.document()
    #expect(result.text == text)
  }

  /// Where the weights of a backbone are missing, nothing is begun.
  @Test func aRecipeOnABackboneSaysThatItIsMissing() throws {
    let run = folder.path("run")
    let none = folder.path("none.safetensors")
    let recipe = [
      "train", "--config", "tiny", "--set", "image.height=32", "--set", "image.width=32", "--set",
      "networks.discriminatorImageTower=efficientnet-lite0", "--output", run,
    ]
    for arguments in [recipe, recipe + ["--dry-run"]] {
      let result = try BuiltProgram.run(arguments, environment: ["CMCGAN_BACKBONE": none])
      #expect(result.code == 66)
      #expect(result.errors.hasSuffix("error: \(none): no such file\n"), "\(result.errors)")
      #expect(!InputFile.exists(run))
    }
  }

  /// The name of a folder may be a number.
  @Test func aNumberIsAFolder() throws {
    let result = try BuiltProgram.run([
      "train", "--config", "sub-urmp", "--data", "2026", "--print-config",
    ])
    var expected = try Configuration.read("sub-urmp")
    expected.data.root = "2026"
    let text = try expected.document()
    #expect(result.code == 0 && result.text == text, "\(result.errors)")
  }

  @Test func dataReplacesTheRootOfAConfiguration() throws {
    let result = try BuiltProgram.run([
      "train", "--config", "tiny", "--data", "my-pairs", "--print-config",
    ])
    let expected = try Configuration.tiny("data.source=files", "data.root=my-pairs")
    let text = try expected.document()
    #expect(result.code == 0 && result.text == text, "\(result.errors)")
  }

  /// What the recipe sets is not named: this file extends it.
  @Test func keysSetInVainAreNamed() throws {
    let text = #"{"extends": "tiny", "model": "autoencoder", "losses": {"pairs": "standard"}}"#
    let config = try folder.file("mine.json", Array(text.utf8))
    let arguments = [
      "train", "--config", config, "--set", "networks.spectralNorm=true",
      "--set", "losses.imageTranslationWeight=1", "--print-config",
    ]
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 0)
    #expect(
      result.errors == "note: model autoencoder ignores networks.spectralNorm, losses.pairs\n")
    #expect(try BuiltProgram.run(arguments + ["--quiet"]).errors.isEmpty)
  }

  @Test func allKeysArePrinted() throws {
    let result = try BuiltProgram.run(["train", "--print-keys"])
    #expect(result.code == 0 && result.text == ConfigurationTable.markdown)
  }
}
