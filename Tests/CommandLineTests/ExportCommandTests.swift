import Files
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing

@Suite struct ExportCommandTests {
  private let folder = TemporaryFolder()

  @Test func anExportedModelConvertsLikeItsRun() throws {
    let model = folder.path("model.safetensors")
    let exported = try BuiltProgram.run(["export", Material.run, "-o", model])
    #expect(exported.code == 0)
    #expect(try InputFile.read(model).count < InputFile.read(Material.checkpoint).count / 4)
    let sound = try folder.file("tone.wav", Material.wav())
    var made: [Image] = []
    for (name, used) in [("run.png", Material.run), ("model.png", model)] {
      let result = try BuiltProgram.run(
        ["convert", "--model", used, sound, "-o", folder.path(name)])
      #expect(result.code == 0, "\(result.errors)")
      made.append(try ImageFile.read(folder.path(name)))
    }
    // Weights of 16 bits move a pixel by a few steps at most.
    let difference = zip(made[0].pixels, made[1].pixels).map { abs(Int($0) - Int($1)) }.max()
    #expect((difference ?? 255) <= 4)
    let again = try BuiltProgram.run(["export", Material.run, "-o", model])
    #expect(again.code == 73)
    #expect(again.errors == "error: \(model): already exists. Use --force to replace it.\n")
    let onward = try BuiltProgram.run(["export", model, "-o", folder.path("second.safetensors")])
    #expect(onward.code == 0)
    #expect(try folder.bytes("second.safetensors") == folder.bytes("model.safetensors"))
  }

  @Test func aCheckpointIsNeverReplacedByItsOwnExport() throws {
    let checkpoint = try folder.file("a.safetensors", InputFile.read(Material.checkpoint))
    try Folder.create(folder.path("run/checkpoints"))
    for name in ["config.json", "checkpoints/step-000060.safetensors"] {
      try OutputFile.write(
        InputFile.read("\(Material.run)/\(name)"), to: folder.path("run/\(name)"),
        replacing: false)
    }
    let inRun = folder.path("run/checkpoints/step-000060.safetensors")
    for (source, output) in [(checkpoint, checkpoint), (folder.path("run"), inRun)] {
      let before = try InputFile.read(output)
      let call = try BuiltProgram.run(["export", source, "-o", output, "--force"])
      #expect(call.code == 73 && call.errors == "error: \(output): is an input as well\n")
      #expect(try InputFile.read(output) == before)
    }
  }

  @Test func otherEndingsAreRefused() throws {
    let path = folder.path("model.onnx")
    let result = try BuiltProgram.run(["export", Material.run, "-o", path])
    #expect(result.code == 64)
    #expect(
      result.errors
        == "error: \(path): a model is written as .safetensors, which the name has to end in\n")
    #expect(folder.names.isEmpty)
    #expect(try BuiltProgram.run(["export", Material.run]).code == 64)
    let none = try BuiltProgram.run(["export", folder.path, "-o", folder.path("m.safetensors")])
    #expect(none.code == 66)
  }
}
