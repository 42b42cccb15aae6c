import Files
import Testing
import TestSupport

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
}
