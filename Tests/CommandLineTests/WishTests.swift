import Files
import Media
import Safetensors
import TestSupport
import Testing

/// `--class` and `--like`, by the real program.
@Suite struct WishTests {
  private let folder = TemporaryFolder()

  private func convert(
    _ arguments: String..., model: String = Material.run
  ) throws -> BuiltProgram {
    try BuiltProgram.run(["convert", "--model", model] + arguments)
  }

  @Test func aClassNeedsNoInput() throws {
    let made = try convert("--class", "violin", "-o", folder.path("violin.png"))
    #expect(made.code == 0 && made.output.isEmpty)
    #expect(made.errors == "class violin -> \(folder.path("violin.png"))\n")
    let texts = ImageFile.text(ofPNG: try folder.bytes("violin.png"))
    let settings = try StrictJSON.parse(texts[2].value, subject: "settings")
    #expect(settings["direction"]?.text == "classToImage")
    #expect(settings["class"]?.text == "violin")
    #expect(settings["input"] == nil && settings["like"] == nil)

    #expect(try convert("--class", "violin", "-o", folder.path("again.png")).code == 0)
    #expect(try folder.bytes("again.png") == folder.bytes("violin.png"))
    #expect(try convert("--class", "tuba", "-o", folder.path("tuba.png")).code == 0)
    #expect(
      try ImageFile.read(folder.path("tuba.png")) != ImageFile.read(folder.path("violin.png")))
    #expect(
      try convert("--class", "tuba", "-o", folder.path("four.png"), "--samples", "4", "--seed", "3")
        .code == 0)
    #expect(try ImageFile.read(folder.path("four.png")).width == 50)

    let long = try convert("--class", "tuba", "-o", folder.path("tuba.flac"), "--duration", "1.2")
    #expect(long.code == 0, "\(long.errors)")
    #expect(try SoundFile.read(folder.path("tuba.flac")).samples.count == 9_600)
  }

  @Test func anOutputThatSaysNothingNeedsAKind() throws {
    let piped = try convert("--class", "violin", "-o", "-", "--to", "sound", "--quiet")
    #expect(piped.code == 0 && piped.errors.isEmpty)
    #expect(try SoundFile.read(bytes: piped.output, subject: "output").samples.count == 4_000)
    let output = folder.path("made/")
    let listed = try convert("--class", "horn", "-o", output, "--to", "image", "--json")
    #expect(listed.code == 0)
    #expect(try Folder.names(in: output) == ["horn.png"])
    let object = try StrictJSON.parse(String(try #require(listed.lines.first)), subject: "line")
    #expect(object["input"] == .null && object["direction"]?.text == "classToImage")

    let silent = try convert("--class", "horn", "-o", folder.path("x"))
    #expect(silent.code == 64)
    #expect(
      silent.errors
        == "error: \(folder.path("x")): does not say whether class horn becomes an image or a sound. "
        + "End it in .png, .wav or .flac, or use --to.\n")
    let film = try convert("--class", "horn", "-o", folder.path("x.mp4"))
    #expect(film.code == 64)
    #expect(film.errors.contains("a film is made of a sound or a film, not of a class"))
  }

  @Test func aClassThatIsNotThereIsNamed() throws {
    let made = try convert("--class", "violn", "-o", folder.path("x.png"))
    #expect(made.code == 64)
    #expect(made.errors.contains("has no class violn (bassoon, cello, clarinet,"))
    #expect(made.errors.hasSuffix("Did you mean violin?\n"), "\(made.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test func aModelWithoutMeansOrClassesSaysSo() throws {
    let older = Golden.folder + "/released/0.2/model.safetensors"
    let made = try convert("--class", "violin", "-o", folder.path("x.png"), model: older)
    #expect(made.code == 65)
    #expect(
      made.errors
        == "error: \(older): holds no mean features of its classes, --class needs them. "
        + "cmcgan-export MODEL --data FOLDER adds them.\n")

    let file = try TensorFile.read(older)
    var nameless = TensorFile(metadata: file.metadata.merging(["classes": "[]"]) { $1 })
    for name in file.names { nameless.append(name, try file.require(name)) }
    let path = folder.path("nameless.safetensors")
    try nameless.write(to: path, replacing: false)
    let other = try convert("--class", "violin", "-o", folder.path("x.png"), model: path)
    #expect(other.code == 65)
    #expect(
      other.errors
        == "error: \(path): was trained on data without classes, --class needs them\n")
  }

  @Test func anInputOnlyNamesTheResultOfAClass() throws {
    let inputs = [
      try folder.file("tone.wav", Material.wav()), try folder.file("seen.png", Material.png()),
    ]
    #expect(try convert("--class", "flute", "-o", folder.path("alone.png")).code == 0)
    for input in inputs {
      let made = try convert(
        "--class", "flute", input, "-o", folder.path("made/"), "--to", "image")
      #expect(made.code == 0, "\(made.errors)")
    }
    #expect(try Folder.names(in: folder.path("made")) == ["seen.png", "tone.png"])
    for name in ["seen.png", "tone.png"] {
      #expect(
        try ImageFile.read(folder.path("made/" + name)) == ImageFile.read(folder.path("alone.png")))
    }
    let every = try convert(
      "--class", "flute", inputs[0], "-o", folder.path("frames"), "--every", "0.4")
    #expect(every.code == 0)
    #expect(
      try ImageFile.read(folder.path("frames/frame-0001.png"))
        == ImageFile.read(folder.path("alone.png")))
    let sound = try convert(
      "--class", "flute", inputs[0], "-o", folder.path("again.wav"), "--to", "sound")
    #expect(sound.code == 0, "\(sound.errors)")
    #expect(try SoundFile.read(folder.path("again.wav")).samples.count == 5_600, "as long as it")
  }

  @Test func anExampleChoosesZ() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let example = try folder.file("example.png", Material.png())
    let made = try convert(sound, "-o", folder.path("like.png"), "--like", example)
    #expect(made.code == 0, "\(made.errors)")
    let texts = ImageFile.text(ofPNG: try folder.bytes("like.png"))
    #expect(texts[2].value.contains(#""like":true"#))
    #expect(!texts.contains { $0.value.contains("example") })
    let back = try convert(
      "--class", "horn", "-o", folder.path("like.wav"), "--like", sound, "--samples", "2")
    #expect(back.code == 0, "\(back.errors)")

    let wrong = try convert(sound, "-o", folder.path("x.png"), "--like", sound)
    #expect(wrong.code == 64)
    #expect(
      wrong.errors == "error: \(sound): an example has the modality of the result "
        + "(it is a sound, the result is an image)\n")
    let missing = try convert(sound, "-o", folder.path("x.png"), "--like", folder.path("none"))
    #expect(missing.code == 66)
    let same = try convert(sound, "-o", example, "--like", example, "--force")
    #expect(same.code == 73)
    #expect(same.errors == "error: \(example): is the example as well\n")
  }

  /// An older model gets its means from a data set, and is the same model.
  @Test func anExportAddsMeans() throws {
    let data = folder.path("orchestra")
    let made = try BuiltProgram.run(
      [
        "data", "synthesize", "-o", data, "--train-pairs", "1", "--validation-pairs", "1", "--size",
        "16",
      ])
    #expect(made.code == 0, "\(made.errors)")
    let older = Golden.folder + "/released/0.2/model.safetensors"
    let path = folder.path("new.safetensors")
    let export = try BuiltProgram.run(["export", older, "--data", data, "-o", path])
    #expect(export.code == 0, "\(export.errors)")
    let (before, after) = (try TensorFile.read(older), try TensorFile.read(path))
    let memory = ["image", "sound"].flatMap {
      ["memory.\($0).prototypes", "memory.\($0).classifier"]
    }
    #expect(after.names == before.names + ["classMeans.image", "classMeans.sound"] + memory)
    for name in before.names { #expect(after[name] == before[name]) }
    #expect(
      try convert("--class", "violin", "-o", folder.path("x.png"), model: path).code == 0)
    for (file, holds) in [(older, false), (path, true)] {
      let info = try BuiltProgram.run(["info", "--json", file])
      let object = try StrictJSON.parse(String(try #require(info.lines.first)), subject: "line")
      #expect(object["class_means"] == .bool(holds))
    }
  }

  @Test func completionsOfferTheClassesOfTheModel() throws {
    let words = ["cmcgan", "convert", "--model", Material.run, "--class", ""]
    let completed = try BuiltProgram.run(
      ["---completion", "convert", "--", "--class", "5", "0"] + words)
    #expect(completed.code == 0, "\(completed.errors)")
    #expect(completed.lines.contains("violin") && completed.lines.count == 13)
    let none = try BuiltProgram.run(
      ["---completion", "convert", "--", "--class", "5", "0", "cmcgan", "convert", "--model", "no"])
    #expect(none.code == 0 && none.errors.isEmpty)
  }
}
