import Files
import Media
import Orchestra
import TestSupport
import Testing

@Suite struct TrainCommandTests {
  @Test func anUnknownKeyIsNamedWithTheNearest() throws {
    let folder = TemporaryFolder()
    let tiny = try InputFile.read(Golden.repository + "/configs/tiny.json")
    let text = String(decoding: tiny, as: UTF8.self)
      .replacing("\"batchSize\"", with: "\"batchsize\"")
    let config = try folder.file("run.json", Array(text.utf8))
    let result = try BuiltProgram.run(["train", "--config", config, "--output", folder.path("run")])
    #expect(result.code == 78)
    #expect(result.errors.hasPrefix("error: \(config): training.batch"))
    #expect(result.errors.contains("batchSize"))
    #expect(folder.names == ["run.json"])
  }

  @Test func configurationOrRunFolderIsNeeded() throws {
    #expect(try BuiltProgram.run(["train"]).code == 64)
    let missing = try BuiltProgram.run(["train", "--config", "no-such.json"])
    #expect(missing.code == 66)
    #expect(missing.errors == "error: no-such.json: no such file\n")
  }

  @Test func aRunThatBeginsFromAModelAveragesFromItsWeights() throws {
    let folder = TemporaryFolder()
    let run = folder.path("run")
    let made = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", run, "--init-from",
      Material.run, "--steps", "0", "--set", "training.averageDecay=0.99", "--quiet",
    ])
    #expect(made.code == 0, "\(made.errors)")
    let tone = try folder.file("tone.wav", Material.wav())
    for (name, model) in [("old", Material.run), ("new", run)] {
      let converted = try BuiltProgram.run([
        "convert", "--model", model, tone, "-o", folder.path("\(name).png"),
      ])
      #expect(converted.code == 0)
    }
    let isEqual =
      try ImageFile.read(folder.path("old.png")) == ImageFile.read(folder.path("new.png"))
    #expect(isEqual)
  }

  @Test func weightsThatFitButMeanSomethingElseAreSaid() throws {
    let made = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--dry-run", "--init-from",
      Material.run, "--output", TemporaryFolder().path("run"), "--set",
      "networks.normalizedFeatures=true", "--set", "sound.minimumFrequency=50",
    ])
    #expect(made.code == 0)
    let said = made.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
    let begin = "warning: \(Material.checkpoint) was trained with"
    let end = ": its weights fit, but mean something else"
    #expect(
      said == [
        "\(begin) sound.minimumFrequency 0.0 (requested: 50.0)\(end)",
        "\(begin) networks.normalizedFeatures false (requested: true)\(end)",
      ])
  }

  @Test func aDryRunFindsWhatWouldStopTheRun() throws {
    let config = Golden.repository + "/configs/tiny.json"
    func dry(_ arguments: String...) throws -> BuiltProgram {
      try BuiltProgram.run(["train", "--config", config, "--dry-run"] + arguments)
    }
    let held = try dry("--output", Material.run)
    #expect(held.code == 73 && held.errors.contains("already holds a run"))
    let folder = TemporaryFolder()
    let missing = try dry("--output", folder.path("run"), "--init-from", folder.path("none"))
    #expect(missing.code == 66 && missing.errors.contains("none: no such file"))
    let other = try dry("--resume", Material.run, "--set", "networks.width=24")
    #expect(other.code == 65 && other.errors.contains("networks.width"), "\(other.errors)")
    let used = try dry("--resume", Material.run, "--set", "losses.imageConsistencyWeight=7")
    #expect(
      used.code == 65 && used.errors.contains("is the last step of its run"), "\(used.errors)")
    let changed = try dry("--resume", Material.run, "--set", "data.orchestraTrainingPairs=9")
    #expect(changed.code == 65, "\(changed.errors)")
    #expect(try dry("--output", folder.path("run"), "--init-from", Material.run).code == 0)
    #expect(try dry("--resume", Material.run).code == 0)
  }
}
