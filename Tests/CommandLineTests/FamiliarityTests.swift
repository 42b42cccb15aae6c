import Files
import Foundation
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing

/// The real program with the tiny model, which remembers its training data.
@Suite struct FamiliarityTests {
  private static let orchestra = Orchestra(seed: 1)
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(arguments)
  }

  /// A sound of the kind that the model was trained on, which it was not trained on.
  private func known(_ name: String = "known.wav") throws -> String {
    try folder.file(
      name, SoundFile.encodedWAV(Self.orchestra.sound(of: .trumpet, index: 20)))
  }

  private func noise(_ name: String = "noise.wav") throws -> String {
    var random = RandomStream(seed: 3, stream: 0)
    let samples = (0..<44_100).map { _ in Float(0.2 * random.normal()) }
    return try folder.file(
      name, SoundFile.encodedWAV(Sound(samples: samples, sampleRate: 44_100)))
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
      #expect(info["remembered_items"] == ["image": 104, "sound": 104], "\(path)")
    }
    let bare = try object(run("info", "--json", bareCheckpoint()))
    #expect(bare["remembered_items"] == nil)
  }

  @Test func aKnownSoundIsFamiliarAndNoiseIsNot() throws {
    let known = try object(
      run("convert", "--model", Material.run, known(), "-o", folder.path("a.png"), "--json"))
    #expect((known["familiarity"]?.number ?? 0) > 0.05 && known["notes"] == [])
    #expect(known["class"]?.text?.isEmpty == false)
    #expect((1 / 13.0...1).contains(known["confidence"]?.number ?? 0))
    let settings = try object(run("info", "--json", folder.path("a.png")))["generated"]?["settings"]
    #expect(settings?["inputClass"] == known["class"])
    #expect(
      abs((settings?["familiarity"]?.number ?? -1) - (known["familiarity"]?.number ?? 1)) < 1e-3)

    let path = try noise()
    let noise = try run(
      "convert", "--model", Material.run, path, "-o", folder.path("b.png"), "--json")
    let line = try object(noise)
    #expect((line["familiarity"]?.number ?? 1) < 0.05)
    let note = "is unlike anything the model was trained on (familiarity 0.0"
    #expect(line["notes"]?.elements?.first?.text?.hasPrefix(note) == true)
    #expect(noise.errors.contains("note: \(path): \(note)"))
  }

  @Test func theStrictRefuseTheUnfamiliarAndConvertTheOthers() throws {
    let (known, noise) = (try known(), try noise())
    let output = folder.path("out")
    let both = try run(
      "convert", "--model", Material.run, known, noise, "-o", output, "--strict", "--json")
    #expect(both.code == 1)
    #expect(try Folder.names(in: output) == ["known.png"])
    let lines = try both.lines.map { try StrictJSON.parse(String($0), subject: "line") }
    #expect(lines.map { $0["code"]?.wholeNumber } == [0, 65])
    let alone = try run(
      "convert", "--model", Material.run, noise, "-o", folder.path("c.png"), "--strict")
    #expect(alone.code == 65 && !InputFile.exists(folder.path("c.png")))
    #expect(
      alone.errors.hasPrefix(
        "error: \(noise): is unlike anything the model was trained on (familiarity 0.0"))
    #expect(
      alone.errors.hasSuffix(
        "; --strict needs 0.05). Leave out --strict to use it all the same.\n"), "\(alone.errors)")
    #expect(!InputFile.exists(folder.path("frames")))
    let frames = try run(
      "convert", "--model", Material.run, noise, "-o", folder.path("frames/"), "--every", "0.5",
      "--strict")
    #expect(frames.code == 65 && !Folder.exists(folder.path("frames")))
  }

  @Test func withoutAMemoryNothingIsSaid() throws {
    let (bare, noise) = (try bareCheckpoint(), try noise())
    let made = try run("convert", "--model", bare, noise, "-o", folder.path("a.png"), "--json")
    #expect(made.code == 0)
    let line = try object(made)
    #expect(line["familiarity"] == .null && line["class"] == .null && line["notes"] == [])
    let info = try object(run("info", "--json", folder.path("a.png")))
    #expect(info["generated"]?["settings"]?["familiarity"] == nil)
    let strict = try run("convert", "--model", bare, noise, "-o", folder.path("b.png"), "--strict")
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
      try object(run("info", "--json", model))["remembered_items"] == ["image": 104, "sound": 104])
    let again = try run("export", model, "-o", folder.path("again.safetensors"))
    #expect(again.code == 0)
    #expect(try folder.bytes("again.safetensors") == folder.bytes("model.safetensors"))
    let noise = try object(
      run("convert", "--model", model, noise(), "-o", folder.path("a.png"), "--json"))
    #expect((noise["familiarity"]?.number ?? 1) < 0.05)

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
    #expect(try object(run("info", "--json", copy))["remembered_items"] == nil)
  }

  @Test func aMorphTellsUnfamiliarInputs() throws {
    let (known, noise) = (try known(), try noise())
    let output = folder.path("strip.png")
    let made = try run(
      "convert", "--model", Material.run, known, noise, "--morph", "3", "-o", output)
    #expect(made.code == 0)
    #expect(made.errors.hasPrefix("note: \(noise): is unlike anything the model was trained on"))
    let strict = try run(
      "convert", "--model", Material.run, known, noise, "--morph", "3", "-o", output, "--force",
      "--strict")
    #expect(strict.code == 65)
  }
}
