import Files
import Glibc
import TestSupport
import Testing

/// The last line of commands, which names the command that comes next.
@Suite struct NextStepTests {
  private let folder = TemporaryFolder()

  @Test func aTrainingIsEvaluated() throws {
    let run = folder.path("run")
    let made = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", run, "--steps",
      "2",
    ])
    #expect(made.code == 0, "\(made.errors)")
    #expect(
      made.errors.hasSuffix("\ndone: \(run)\nnext: \(BuiltProgram.path) evaluate \(run)\n"),
      "\(made.errors)")
  }

  @Test func anExportedModelConverts() throws {
    let model = folder.path("model.safetensors")
    let made = try BuiltProgram.run(["export", Material.run, "-o", model])
    #expect(
      made.errors == "\(Material.checkpoint) -> \(model) (step 60)\n"
        + "next: \(BuiltProgram.path) convert sound.wav -o image.png --model \(model)\n")
    let quiet = try BuiltProgram.run(["export", Material.run, "-o", model, "--force", "--quiet"])
    #expect(quiet.code == 0 && quiet.errors.isEmpty)
  }

  /// A command that was called by its link is followed by another link; a shell takes nothing apart.
  @Test func theNextCommandIsCalledLikeThisOne() throws {
    try Folder.create(folder.path("a b"))
    let link = folder.path("a b/cmcgan-export")
    symlink(BuiltProgram.path, link)
    let model = folder.path("it's.safetensors")
    let made = try BuiltProgram.run([Material.run, "-o", model], program: link)
    #expect(
      made.errors.hasSuffix(
        "next: '\(folder.path)/a b/cmcgan-convert' sound.wav -o image.png --model "
          + "'\(folder.path)/it'\\''s.safetensors'\n"), "\(made.errors)")
  }

  @Test func importedPairsAreTrainedOn() throws {
    let files = PairFiles(in: folder.path("pairs"))
    for (number, place) in ["train/a/x", "train/b/x", "validation/a/x", "validation/b/x"]
      .enumerated()
    {
      try files.writePair(number, image: "img/\(place).png", sound: "chunk/\(place).wav")
    }
    let output = folder.path("out")
    let made = try BuiltProgram.run(["data", "import", files.root, "-o", output])
    #expect(made.code == 0, "\(made.errors)")
    #expect(
      made.errors == "\(output): 2 pairs to train on, 2 to validate, 2 classes\n"
        + "next: \(BuiltProgram.path) train --data \(output)\n")
  }
}
