import Files
import Media
import TestSupport
import Testing

/// The linear baseline by the real program: fitted, described, exported and used.
@Suite struct LinearBaselineTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) throws -> BuiltProgram {
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 0, "\(result.errors)")
    return result
  }

  @Test func itIsFittedAndConverts() throws {
    let path = folder.path("run")
    let trained = try run(
      "train", "--config", Golden.repository + "/configs/tiny.json", "--set", "model=linear",
      "--set", "training.steps=1", "--output", path)
    #expect(trained.errors.contains("parameters"))
    let info = try StrictJSON.parse(
      run("info", "\(path)/checkpoints/step-000001.safetensors", "--json").text, subject: "info")
    #expect(info["trained_as"] == "linear" && info["step"] == 1)
    #expect((info["parameters"]?.number ?? 0) > 100_000)

    let exported = folder.path("model.safetensors")
    _ = try run("export", path, "-o", exported)
    let sound = "\(path)/samples/real-oboe.wav"
    for model in [path, exported] {
      let image = folder.path("image-\(model == path).png")
      _ = try run("convert", sound, "-o", image, "--model", model, "--quiet")
      let read = try ImageFile.read(image)
      #expect(read.width == 16 && read.height == 16)
      let back = folder.path("back-\(model == path).wav")
      _ = try run("convert", image, "-o", back, "--model", model, "--quiet")
      #expect(InputFile.exists(back))
    }
    // A sheet of several z has several images of one class.
    _ = try run(
      "convert", sound, "-o", folder.path("sheet.png"), "--model", path, "--samples", "4",
      "--quiet")
  }

  @Test func keysThatItIgnoresAreNamed() throws {
    let text = #"{"extends": "tiny", "model": "linear", "networks": {"width": 5}}"#
    let path = try folder.file("mine.json", Array(text.utf8))
    let result = try run(
      "train", "--config", path, "--output", folder.path("dry"), "--dry-run", "--json")
    #expect(
      result.errors.contains("note: model linear ignores networks.width\n"), "\(result.errors)")
    let document = try StrictJSON.parse(result.text, subject: "dry run")
    #expect((document["parameters"]?.number ?? 0) > 100_000)
  }
}
