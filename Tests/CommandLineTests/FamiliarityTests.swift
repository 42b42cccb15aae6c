import Files
import Foundation
import Media
import Safetensors
import TestSupport
import Testing

/// The real program with the tiny model, which remembers its training data.
@Suite struct FamiliarityTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(arguments)
  }

  private func sound() throws -> String { try folder.file("tone.wav", Material.wav()) }

  private func image() throws -> String { try folder.file("image.png", Material.png()) }

  /// The model with other known items: to it every image is familiar, and no sound is.
  private func choosyModel() throws -> String {
    let path = folder.path("choosy.safetensors")
    #expect(try run("export", Material.run, "-o", path).code == 0)
    var file = try TensorFile.read(path)
    var memory = try StrictJSON.parse(#require(file.metadata["memory"]), subject: "memory")
    for (modality, similarity) in [("image", -1.0), ("sound", 1.0)] {
      let known = [JSONValue](repeating: .real(similarity), count: 26)
      memory[modality]?["known"] = .array([.array(known)])
    }
    file.metadata["memory"] = memory.encoded()
    try file.write(to: path, as: .float16, replacing: true)
    return path
  }

  /// The checkpoint without its run folder, where the memory is.
  private func bareCheckpoint() throws -> String {
    try folder.file("bare.safetensors", InputFile.read(Material.checkpoint))
  }

  private func object(_ result: BuiltProgram) throws -> JSONValue {
    try StrictJSON.parse(result.text, subject: "output")
  }

  @Test func aRunRemembersItsDataAndAModelFileToo() throws {
    #expect(InputFile.exists(Material.run + "/memory.safetensors"))
    let model = folder.path("model.safetensors")
    #expect(try run("export", Material.run, "-o", model).code == 0)
    for path in [Material.run, model] {
      let info = try object(run("info", "--json", path))
      #expect(info["prototypes"] == ["image": 104, "sound": 104], "\(path)")
    }
    let bare = try object(run("info", "--json", bareCheckpoint()))
    #expect(bare["prototypes"] == nil)
  }

  @Test func familiarityIsToldAndKept() throws {
    let model = try choosyModel()
    let seen = try run(
      "convert", "--model", model, image(), "-o", folder.path("a.wav"), "--json")
    let image = try object(seen)
    #expect((image["familiarity"]?.number ?? 0) > 0.9 && image["notes"] == [])
    let confidence = String(format: "%.2f", image["confidence"]?.number ?? -1)
    #expect(
      try seen.errors == "\(self.image()) (\(image["inputClass"]?.text ?? "") \(confidence)) -> "
        + "\(folder.path("a.wav")) (0.50 s)\n")
    #expect(image["inputClass"]?.text?.isEmpty == false)
    #expect((1 / 13.0...1).contains(image["confidence"]?.number ?? 0))
    let settings = try object(run("info", "--json", folder.path("a.wav")))["generated"]?["settings"]
    #expect(settings?["inputClass"] == image["inputClass"])
    for key in ["familiarity", "confidence"] {
      #expect(abs((settings?[key]?.number ?? -1) - (image[key]?.number ?? 1)) < 1e-3)
    }

    let path = try sound()
    let sound = try run("convert", "--model", model, path, "-o", folder.path("b.png"), "--json")
    let line = try object(sound)
    #expect((line["familiarity"]?.number ?? 1) < 0.05)
    let note = "is unlike anything the model was trained on (familiarity 0.0"
    #expect(line["notes"]?.elements?.first?.text?.hasPrefix(note) == true)
    #expect(
      sound.errors == "\(path) (unlike anything the model knows) -> \(folder.path("b.png"))\n")
    let texts = ImageFile.text(ofPNG: try folder.bytes("b.png"))
    #expect(texts.contains { $0.value.contains(#""familiarity":0.0"#) })
  }

  /// Silence has a note of its own, and no class.
  @Test func silenceIsNotHeardAsAnything() throws {
    let silence = Sound(samples: [Float](repeating: 0, count: 16_000), sampleRate: 16_000)
    let path = try folder.file("silence.wav", Material.wav(silence))
    let output = folder.path("a.png")
    let made = try run("convert", "--model", choosyModel(), path, "-o", output)
    #expect(
      made.errors == "note: \(path): is silent (peak below -60 dB of full scale)\n"
        + "\(path) -> \(output)\n")
  }

  @Test func theStrictRefuseTheUnfamiliarAndConvertTheOthers() throws {
    let (model, image, sound) = (try choosyModel(), try image(), try sound())
    let output = folder.path("out")
    let both = try run(
      "convert", "--model", model, image, sound, "-o", output, "--strict", "--json")
    #expect(both.code == 1)
    #expect(try Folder.names(in: output) == ["image.wav"])
    let lines = try both.lines.map { try StrictJSON.parse(String($0), subject: "line") }
    #expect(lines.map { $0["code"]?.wholeNumber } == [0, 65])
    let alone = try run("convert", "--model", model, sound, "-o", folder.path("c.png"), "--strict")
    #expect(alone.code == 65 && !InputFile.exists(folder.path("c.png")))
    #expect(
      alone.errors.hasPrefix(
        "error: \(sound): is unlike anything the model was trained on (familiarity 0.0"))
    #expect(
      alone.errors.hasSuffix(
        "; --strict needs 0.05). Leave out --strict to use it all the same.\n"), "\(alone.errors)")
    let frames = try run(
      "convert", "--model", model, sound, "-o", folder.path("frames/"), "--every", "0.5",
      "--strict")
    #expect(frames.code == 65 && !Folder.exists(folder.path("frames")))
  }

  @Test func withoutAMemoryNothingIsSaid() throws {
    let (bare, sound) = (try bareCheckpoint(), try sound())
    let made = try run("convert", "--model", bare, sound, "-o", folder.path("a.png"), "--json")
    #expect(made.code == 0)
    let line = try object(made)
    #expect(line["familiarity"] == .null && line["inputClass"] == .null && line["notes"] == [])
    let info = try object(run("info", "--json", folder.path("a.png")))
    #expect(info["generated"]?["settings"]?["familiarity"] == nil)
    let strict = try run("convert", "--model", bare, sound, "-o", folder.path("b.png"), "--strict")
    #expect(strict.code == 65)
    #expect(
      strict.errors == "error: \(bare): has no memory of sounds, which --strict needs. "
        + "Make one from its training data: cmcgan-export --data.\n")
  }

  /// The data of the run as files are those that it was trained on, up to rounding.
  @Test func aMemoryIsMadeFromFilesToo() throws {
    let data = folder.path("data")
    let made = try run(
      "data", "synthesize", "-o", data, "--train-pairs", "8", "--validation-pairs", "2", "--seed",
      "1")
    #expect(made.code == 0, "\(made.errors)")
    let (bare, model) = (try bareCheckpoint(), folder.path("model.safetensors"))
    let exported = try run("export", bare, "-o", model, "--data", data)
    #expect(exported.code == 0, "\(exported.errors)")
    #expect(
      try object(run("info", "--json", model))["prototypes"] == ["image": 104, "sound": 104])
    let again = try run("export", model, "-o", folder.path("again.safetensors"))
    #expect(again.code == 0)
    #expect(try folder.bytes("again.safetensors") == folder.bytes("model.safetensors"))
    let line = try object(
      run("convert", "--model", model, sound(), "-o", folder.path("a.png"), "--json"))
    #expect((0...1).contains(line["familiarity"]?.number ?? -1))

    #expect(try run("export", bare, "-o", model, "--unpaired-sounds", data).code == 64)
    try FileManager.default.removeItem(atPath: data + "/img/validation")
    try FileManager.default.removeItem(atPath: data + "/chunk/validation")
    let none = try run("export", bare, "-o", folder.path("x.safetensors"), "--data", data)
    #expect(none.code == 65 && !InputFile.exists(folder.path("x.safetensors")))
  }

  /// A run that was trained before there were memories gets one.
  @Test func aCompleteRunIsGivenAMemory() throws {
    let copy = folder.path("run")
    try FileManager.default.copyItem(atPath: Material.run, toPath: copy)
    let memory = try InputFile.read(copy + "/memory.safetensors")
    try FileManager.default.removeItem(atPath: copy + "/memory.safetensors")
    let resumed = try run("train", "--resume", copy, "--quiet")
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try InputFile.read(copy + "/memory.safetensors") == memory)
    // The memory of another step is not used.
    let further = try run("train", "--resume", copy, "--steps", "61", "--quiet")
    #expect(further.code == 0)
    try OutputFile.write(memory, to: copy + "/memory.safetensors", replacing: true)
    #expect(try object(run("info", "--json", copy))["prototypes"] == nil)
  }

  @Test func aMorphTellsUnfamiliarInputs() throws {
    let (model, image, sound) = (try choosyModel(), try image(), try sound())
    let output = folder.path("strip.png")
    let made = try run("convert", "--model", model, image, sound, "--morph", "3", "-o", output)
    #expect(made.code == 0)
    let seen = try object(
      run("convert", "--model", model, image, "-o", folder.path("a.wav"), "--json"))
    let confidence = String(format: "%.2f", seen["confidence"]?.number ?? -1)
    #expect(
      made.errors == "\(image) (\(seen["inputClass"]?.text ?? "") \(confidence)) -> "
        + "\(sound) (unlike anything the model knows) -> \(output) (3 images)\n")
    let strict = try run(
      "convert", "--model", model, image, sound, "--morph", "3", "-o", output, "--force",
      "--strict")
    #expect(strict.code == 65)
  }
}
