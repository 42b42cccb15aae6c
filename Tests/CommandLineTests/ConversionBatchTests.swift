import Files
import Orchestra
import Safetensors
import TensorCore
import TestSupport
import Testing

/// What convert says of inputs, outputs and models that it cannot use, and that it leaves nothing.
@Suite struct ConversionBatchTests {
  private let folder = TemporaryFolder()

  /// Runs convert, which must fail so, with no output and no change in the folder.
  private func expectFailure(
    _ code: Int32, _ message: String, _ arguments: [String], model: String = Material.run,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let result = try BuiltProgram.run(["convert", "--model", model] + arguments)
    #expect(result.code == code, "\(result.errors)", sourceLocation: location)
    #expect(result.errors == "error: \(message)\n", sourceLocation: location)
    #expect(result.output.isEmpty, sourceLocation: location)
    #expect(folder.names == before, sourceLocation: location)
  }

  @Test func inputsThatCannotBeOpened() throws {
    let output = folder.path("out.png")
    let missing = folder.path("missing.wav")
    try expectFailure(66, "\(missing): no such file", [missing, "-o", output])
    try expectFailure(
      65,
      "\(folder.path): a folder without a sound, image or film (folders in it are not looked into)",
      [folder.path, "-o", output])
  }

  @Test func inputsThatAreNeitherSoundNorImage() throws {
    let kinds =
      "WAV, FLAC, Ogg, MP3, AIFF, AU, CAF, M4A, Matroska, WMA, AAC, AMR, PNG, JPEG and WebP can be read)"
    let cases: [(name: String, bytes: [UInt8], what: String)] = [
      ("empty.wav", [], "empty file"),
      (
        "text.wav", Array("once upon a time".utf8),
        "neither a sound nor an image (plain text; \(kinds)"
      ),
      (
        "a.zip", Array("PK\u{3}\u{4}".utf8),
        "neither a sound nor an image (a zip archive; \(kinds)"
      ),
      (
        "noise.png", [1, 2, 3, 4, 0, 200, 255],
        "neither a sound nor an image (an unknown kind of file; \(kinds)"
      ),
    ]
    for (name, bytes, what) in cases {
      let input = try folder.file(name, bytes)
      try expectFailure(65, "\(input): \(what)", [input, "-o", folder.path("out.png")])
    }
  }

  @Test func damagedSounds() throws {
    let wav = Material.wav()
    let cases: [(name: String, bytes: [UInt8], what: String)] = [
      ("cut.wav", Array(wav.prefix(20)), "truncated WAV header (20 bytes; at least 44 are needed)"),
      ("head.wav", Array(wav.prefix(44)), "no audio samples"),
      (
        "nan.wav", Material.floatWAV([Float](repeating: 0.1, count: 8_000) + [.nan]),
        "non-finite samples at 0.5 s"
      ),
      (
        "loud.wav", Material.floatWAV([1e30]),
        "samples too large for sound at 0.0 s (1e+30; at most 1e+10)"
      ),
      (
        "many.wav", Material.floatWAV([Float](repeating: 0, count: 1_024), channels: 1_024),
        "too many channels (1024; at most 64)"
      ),
      (
        "slow.wav", Material.floatWAV([0, 0], rate: 10),
        "sample rate out of range (10; 1000 to 768000 Hz)"
      ),
    ]
    for (name, bytes, what) in cases {
      let input = try folder.file(name, bytes)
      try expectFailure(65, "\(input): \(what)", [input, "-o", folder.path("out.png")])
      try expectFailure(
        65, "\(input): \(what)", [input, "-o", folder.path("out/"), "--every", "0.1"])
    }
  }

  @Test func damagedImages() throws {
    let png = Material.png()
    var flipped = png
    flipped[png.count / 2] ^= 0x10
    let bomb = try folder.file("bomb.png", Material.pngBomb(width: 50_000, height: 50_000))
    let output = folder.path("out.wav")
    try expectFailure(
      65, "\(bomb): PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)",
      [bomb, "-o", output])
    let thin = try folder.file("thin.png", Material.pngBomb(width: 9_000, height: 9_000))
    let cut = try folder.file("cut.png", Array(png.prefix(png.count / 2)))
    let damaged = try folder.file("damaged.png", flipped)
    for (input, what) in [
      (thin, "truncated PNG ("), (cut, "truncated PNG ("), (damaged, "damaged PNG ("),
    ] {
      let before = folder.names
      let result = try BuiltProgram.run(["convert", "--model", Material.run, input, "-o", output])
      #expect(result.code == 65)
      #expect(result.errors.hasPrefix("error: \(input): \(what)"), "\(result.errors)")
      #expect(folder.names == before)
    }
  }

  @Test func outputsThatMayNotBeWritten() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("image.png", Material.png())
    let before = try folder.bytes("image.png")
    try expectFailure(
      73, "\(image): already exists. Use --force to replace it.", [sound, "-o", image])
    try expectFailure(
      73, "\(image): is an input as well", [image, "-o", image, "--to", "image", "--force"])
    #expect(try folder.bytes("image.png") == before)
    let lost = folder.path("none/out.png")
    try expectFailure(
      73, "\(lost): the folder \(folder.path("none")) does not exist", [sound, "-o", lost])
    try expectFailure(
      73, "\(image): is a file, a folder is needed", [sound, "-o", image + "/"])
    let forced = try BuiltProgram.run(
      ["convert", "--model", Material.run, sound, "-o", image, "--force"])
    #expect(forced.code == 0)
    #expect(try folder.bytes("image.png") != before)
  }

  /// No member of a folder is replaced by what is made of another.
  @Test func aFolderIsNotConvertedIntoItself() throws {
    let sound = try folder.file("pair.wav", Material.wav())
    let image = try folder.file("pair.png", Material.png())
    let before = [try folder.bytes("pair.wav"), try folder.bytes("pair.png")]
    let result = try BuiltProgram.run(
      ["convert", "--model", Material.run, folder.path, "-o", folder.path, "--force"])
    #expect(result.code == 1)
    #expect(
      result.errors == """
        error: \(sound): is an input as well
        error: \(image): is an input as well
        error: 2 of 2 inputs failed (\(image), \(sound))

        """)
    #expect([try folder.bytes("pair.wav"), try folder.bytes("pair.png")] == before)
  }

  @Test func whatIsDamagedInAFolderIsNotPassedOver() throws {
    try Folder.create(folder.path("in"))
    let empty = try folder.file("in/empty.WAV", [])
    let text = try folder.file("in/text.png", Array("words".utf8))
    _ = try folder.file("in/notes.txt", Array("words".utf8))
    _ = try folder.file("in/tone.data", Material.wav())
    let result = try BuiltProgram.run(
      ["convert", "--model", Material.run, folder.path("in"), "-o", folder.path("out"), "--quiet"])
    #expect(result.code == 1)
    #expect(result.errors.hasPrefix("error: \(empty): empty file\nerror: \(text): neither a sound"))
    #expect(result.errors.hasSuffix("error: 2 of 3 inputs failed (\(empty), \(text))\n"))
    #expect(try Folder.names(in: folder.path("out")) == ["tone.png"])
    let match = try BuiltProgram.run(["match", folder.path("in/tone.data"), folder.path("in")])
    #expect(match.code == 1 && match.errors.contains("error: \(text): neither a sound"))
  }

  @Test func scriptsHearOfEachInputWhereTheModelCannotBeUsed() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let model = try folder.file("model", Array("weights".utf8))
    let result = try BuiltProgram.run(
      ["convert", sound, folder.path("none.wav"), "-o", folder.path("out"), "--json"]
        + ["--model", model])
    #expect(result.code == 65)
    let objects = try result.lines.map { try StrictJSON.parse(String($0), subject: "output") }
    #expect(objects.map { $0["code"]?.wholeNumber } == [65, 66])
    #expect(result.errors.hasPrefix("error: \(model): not a safetensors file"))
    #expect(result.errors.count(where: \.isNewline) == 1)
  }

  @Test func usageErrors() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let output = folder.path("out.png")
    let before = folder.names
    let calls = [
      [sound], ["-o", output], [sound, "-o", output, "--samples", "0"],
      [sound, "-o", output, "--threads", "0"], [sound, "-o", output, "--threads", "1000000"],
      [sound, "-o", output, "--every", "nan"], [sound, "-o", output, "--size", "x"],
      [sound, "-o", output, "--route", "scenic"], [sound, "-o", output, "--from", "wav"],
      [sound, sound, "-o", "-"], ["-", "-", "-o", folder.path("out")],
      [sound, "-o", folder.path("out.jpg")], [sound, "-o", output, "--duration", "2"],
      [sound, "-o", folder.path("out.wav"), "--to", "sound", "--size", "20"],
    ]
    for call in calls {
      let result = try BuiltProgram.run(["convert", "--model", Material.run] + call)
      #expect(result.code == 64, "\(call): \(result.errors)")
      #expect(result.output.isEmpty && folder.names == before, "\(call)")
    }
  }

  @Test func modelsThatCannotBeUsed() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let output = folder.path("out.png")
    let whole = try InputFile.read(Material.checkpoint)
    var flipped = whole
    flipped[whole.count - 100] ^= 1
    let cases: [(name: String, bytes: [UInt8], what: String)] = [
      ("empty", [], "empty file"),
      (
        "pickle", [0x80, 2] + Array("}q\0.".utf8),
        "not a safetensors file (looks like a PyTorch pickle). Save its tensors with "
          + "safetensors.torch.save_file first."
      ),
      (
        "zip", Array("PK\u{3}\u{4} and more of it".utf8),
        "not a safetensors file (looks like a zip archive or PyTorch checkpoint). Save its tensors "
          + "with safetensors.torch.save_file first."
      ),
      ("text", Array("weights".utf8), "not a safetensors file (looks like plain text)"),
      (
        "other", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8),
        "not a model of this program (metadata has no format)"
      ),
    ]
    for (name, bytes, what) in cases {
      let model = try folder.file(name, bytes)
      try expectFailure(65, "\(model): \(what)", [sound, "-o", output], model: model)
    }
    let truncated = try folder.file("cut", Array(whole.dropLast(10)))
    let changed = try folder.file("flipped", flipped)
    for (model, what) in [
      (truncated, "truncated (the tensors end at byte"), (changed, "is damaged (CRC-32"),
    ] {
      let result = try BuiltProgram.run(["convert", "--model", model, sound, "-o", output])
      #expect(result.code == 65)
      #expect(result.errors.hasPrefix("error: \(model): ") && result.errors.contains(what))
      #expect(!InputFile.exists(output))
    }
    let missing = folder.path("missing")
    try expectFailure(66, "\(missing): no such file", [sound, "-o", output], model: missing)
    try expectFailure(
      66, "\(folder.path): no checkpoint in this run folder", [sound, "-o", output],
      model: folder.path)
  }

  @Test func aModelWithAnImpossibleConfigurationIsRefused() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let cases = [
      ("windowLength\":512", "windowLength\":513", "out of range (513; even, 16 to 65536)"),
      ("bands\":32", "bands\":-1", "sound.bands: -1 is out of range (1 to 32769)"),
      ("width\":8,\"depth", "width\":512,\"depth", "weights at least, more than its"),
      ("\"seed\":1", "\"sed\":1", "seed: missing"),
      ("\"seed\":1", "\"seed\":1,\"sed\":1", "unknown"),
    ]
    for (number, (found, replacement, what)) in cases.enumerated() {
      var file = try TensorFile.read(Material.checkpoint)
      let text = try #require(file.metadata["configuration"])
      try #require(text.contains(found))
      file.metadata["configuration"] = text.replacing(found, with: replacement)
      let model = folder.path("\(number).safetensors")
      try file.write(to: model, replacing: false)
      let result = try BuiltProgram.run(
        ["convert", "--model", model, sound, "-o", folder.path("out.png")])
      #expect(result.code == 65)
      #expect(result.errors.hasPrefix("error: \(model): "), "\(result.errors)")
      #expect(result.errors.contains(what), "\(result.errors)")
    }
    #expect(!InputFile.exists(folder.path("out.png")))
  }
}
