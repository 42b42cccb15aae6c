import Files
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing

@Suite struct ConvertCommandTests {
  private let folder = TemporaryFolder()

  private func convert(_ arguments: String..., input: [UInt8] = []) throws -> BuiltProgram {
    try BuiltProgram.run(
      ["convert", "--model", Material.run] + arguments, input: input)
  }

  @Test func aSoundBecomesAImageAndAImageASound() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let made = try convert(sound, "-o", folder.path("made.png"))
    #expect(made.code == 0)
    #expect(made.output.isEmpty)
    let image = try ImageFile.read(folder.path("made.png"))
    #expect(image.width == 16 && image.height == 16)
    let texts = ImageFile.text(ofPNG: try folder.bytes("made.png"))
    #expect(texts.map(\.key) == ["cmcgan:model", "cmcgan:seed", "cmcgan:settings"])
    #expect(texts[1].value == "0")
    #expect(!texts.contains { $0.value.contains("/") })

    let back = try convert(folder.path("made.png"), "-o", folder.path("back.wav"))
    #expect(back.code == 0)
    #expect(
      back.errorsWithoutFamiliarity
        == "\(folder.path("made.png")) -> \(folder.path("back.wav")) (0.50 s)\n")
    let heard = try SoundFile.read(folder.path("back.wav"))
    #expect(heard.sampleRate == 8_000 && heard.samples.count == 4_000)
    #expect(abs(heard.peakDecibels + 1) < 0.01)
    let header = try folder.bytes("back.wav")
    #expect(Array(header[20..<24]) == [1, 0, 1, 0], "integer samples of one channel")
    #expect(header[34] == 16, "bits of a sample")
  }

  @Test func filesAreTheSameForAnyNumberOfThreads() throws {
    let sound = try folder.file("tone.wav", Material.wav(Material.tone(seconds: 9)))
    let image = try folder.file("image.png", Material.png())
    for threads in ["1", "2", "5"] {
      let one = try convert(sound, "-o", folder.path("\(threads).png"), "--threads", threads)
      let other = try convert(
        image, "-o", folder.path("\(threads).wav"), "--duration", "3", "--threads", threads)
      #expect(one.code == 0 && other.code == 0)
    }
    #expect(try folder.bytes("1.png") == folder.bytes("2.png"))
    #expect(try folder.bytes("1.png") == folder.bytes("5.png"))
    #expect(try folder.bytes("1.wav") == folder.bytes("2.wav"))
    #expect(try folder.bytes("1.wav") == folder.bytes("5.wav"))
    _ = try convert(sound, "-o", folder.path("seed.png"), "--seed", "1")
    #expect(try ImageFile.read(folder.path("seed.png")) != ImageFile.read(folder.path("1.png")))
  }

  @Test func aFolderStandsForTheSoundsAndImagesInIt() throws {
    try Folder.create(folder.path("in"))
    _ = try folder.file("in/tone.wav", Material.wav())
    _ = try folder.file("in/seen.png", Material.png())
    _ = try folder.file("in/words.txt", Array("words".utf8))
    let made = try convert(folder.path("in"), "-o", folder.path("out"))
    #expect(made.code == 0, "\(made.errors)")
    #expect(try Folder.names(in: folder.path("out")) == ["seen.wav", "tone.png"])
    let name = folder.path("one.png")
    let file = try convert(folder.path("in"), "-o", name)
    #expect(file.code == 1)
    #expect(
      file.errors.contains("\(name): several results need a folder, this is the name of a file"))
    let piped = try convert(folder.path("in"), "-o", "-")
    #expect(piped.code == 64 && piped.output.isEmpty)
  }

  @Test func aFileIsTheSameAloneAndAmongOthers() throws {
    let first = try folder.file("first.wav", Material.wav())
    let second = try folder.file("second.wav", Material.wav(Material.tone(frequency: 600)))
    #expect(try convert(second, "-o", folder.path("alone.png")).code == 0)
    #expect(try convert(first, second, "-o", folder.path("both")).code == 0)
    #expect(try folder.bytes("alone.png") == folder.bytes("both/second.png"))
    #expect(try Folder.names(in: folder.path("both")) == ["first.png", "second.png"])
  }

  @Test func standardInputAndOutputCarryFiles() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    #expect(try convert(sound, "-o", folder.path("file.png")).code == 0)
    let piped = try convert("-", "-o", "-", input: Material.wav())
    #expect(piped.code == 0)
    #expect(try piped.output == folder.bytes("file.png"))
    let back = try convert("-", "-o", "-", "--from", "png", "--quiet", input: piped.output)
    #expect(back.code == 0)
    #expect(back.errors.isEmpty)
    #expect(try SoundFile.read(bytes: back.output, subject: "output").samples.count == 4_000)
    let wrong = try convert("-", "-o", "-", "--from", "wav", input: piped.output)
    #expect(wrong.code == 65)
    #expect(wrong.output.isEmpty)
  }

  @Test func sameModalityIsAskedFor() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("image.png", Material.png())
    #expect(try convert(sound, "-o", folder.path("again.flac"), "--to", "sound").code == 0)
    #expect(try convert(image, "-o", folder.path("again.png"), "--to", "image").code == 0)
    let heard = try SoundFile.read(folder.path("again.flac"))
    #expect(heard.samples.count == 5_600, "as long as the input")
    #expect(try FileKind.of(folder.path("again.flac")) == .flac)
    let refused = try convert(sound, "-o", folder.path("x.wav"))
    #expect(refused.code == 64)
    #expect(refused.errors.contains("Use --to sound"))
  }

  @Test func samplesSizeAndRouteAreKept() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    #expect(
      try convert(sound, "-o", folder.path("sheet.png"), "--samples", "4", "--size", "20").code == 0
    )
    let sheet = try ImageFile.read(folder.path("sheet.png"))
    #expect(sheet.width == 58 && sheet.height == 58, "2 x 2 images of 20 with margins of 6")
    #expect(try convert(sound, "-o", folder.path("one.png"), "--size", "20").code == 0)
    #expect(
      try sheet.cropped(x: 6, y: 6, width: 20, height: 20)
        == ImageFile.read(folder.path("one.png")), "the first sample is the usual one")
    #expect(
      sheet.cropped(x: 32, y: 6, width: 20, height: 20)
        != sheet.cropped(x: 6, y: 6, width: 20, height: 20))
    for route in ["direct", "reconstruction"] {
      #expect(try convert(sound, "-o", folder.path("\(route).png"), "--route", route).code == 0)
    }
    #expect(
      try ImageFile.read(folder.path("direct.png"))
        != ImageFile.read(folder.path("reconstruction.png")))
    #expect(try convert(sound, "-o", folder.path("usual.png")).code == 0)
    for temperature in ["0", "1", "3"] {
      #expect(
        try convert(sound, "-o", folder.path("t\(temperature).png"), "--temperature", temperature)
          .code == 0)
    }
    let images = try ["t0", "t1", "t3"].map { try ImageFile.read(folder.path("\($0).png")) }
    #expect(images[0] != images[1] && images[1] != images[2])
    #expect(
      try InputFile.read(folder.path("t1.png"))
        == InputFile.read(folder.path("usual.png")), "1, unless the model says otherwise")
    let image = try folder.file("image.png", Material.png())
    #expect(try convert(image, "-o", folder.path("three.wav"), "--samples", "3").code == 0)
    #expect(try SoundFile.read(folder.path("three.wav")).samples.count == 3 * 4_000 + 2 * 2_000)
  }

  @Test func aDurationIsMetExactly() throws {
    let image = try folder.file("image.png", Material.png())
    for (seconds, count) in [("0.2", 1_600), ("0.5", 4_000), ("2.75", 22_000)] {
      let path = folder.path("\(seconds).wav")
      #expect(try convert(image, "-o", path, "--duration", seconds).code == 0)
      #expect(try SoundFile.read(path).samples.count == count)
    }
    #expect(try convert(image, "-o", folder.path("x.wav"), "--duration", "-1").code == 64)
  }

  @Test func everyMakesNumberedImages() throws {
    let sound = try folder.file("tone.wav", Material.wav(Material.tone(seconds: 1.7)))
    let made = try convert(sound, "-o", folder.path("frames"), "--every", "0.5")
    #expect(made.code == 0)
    #expect(
      try Folder.names(in: folder.path("frames")) == (1...4).map { "frame-000\($0).png" })
    #expect(try convert(sound, "-o", folder.path("f-%02d.png"), "--every", "0.85").code == 0)
    #expect(InputFile.exists(folder.path("f-02.png")) && !InputFile.exists(folder.path("f-03.png")))
    #expect(try convert(sound, "-o", folder.path("one.png"), "--every", "1").code == 64)
    let image = try folder.file("image.png", Material.png())
    #expect(try convert(image, "-o", folder.path("g"), "--every", "1").code == 64)
  }

  @Test func imagesOfALongerConversionDoNotStay() throws {
    let long = try folder.file("long.wav", Material.wav(Material.tone(seconds: 2.2)))
    let short = try folder.file("short.wav", Material.wav(Material.tone(seconds: 1)))
    let frames = folder.path("frames")
    #expect(try convert(long, "-o", frames, "--every", "0.5").code == 0)
    // What this program did not make is not touched, nor what follows it.
    try OutputFile.write(Material.png(), to: frames + "/frame-0006.png", replacing: false)
    try OutputFile.write(Material.png(), to: frames + "/frame-0009.png", replacing: false)
    let made = try convert(short, "-o", frames, "--every", "0.5", "--force")
    #expect(made.code == 0)
    #expect(
      made.errors.contains(
        "note: \(short): removed 3 older images that followed the new ones\n"))
    #expect(
      try Folder.names(in: frames) == [1, 2, 6, 9].map { "frame-000\($0).png" })
  }

  @Test func oddSoundsAreConvertedWithANote() throws {
    let silent = Sound(samples: [Float](repeating: 0, count: 9_000), sampleRate: 8_000)
    let cases: [(String, [UInt8], String)] = [
      ("silent.wav", Material.wav(silent), "is silent (peak below -60 dB of full scale)"),
      ("short.wav", Material.wav(Material.tone(seconds: 0.1)), "is shorter than a clip (0.100 s"),
      ("one.wav", Material.floatWAV([0.5]), "is shorter than a clip"),
      ("image.wav", Material.png(), "is a PNG image, though its name ends in .wav"),
    ]
    for (name, bytes, note) in cases {
      let input = try folder.file(name, bytes)
      let output = folder.path(name == "image.wav" ? "sound.flac" : "\(name).png")
      let made = try convert(input, "-o", output)
      #expect(made.code == 0, "\(name)")
      #expect(made.errors.contains("note: \(input): \(note)"), "\(made.errors)")
    }
    let made = try convert(
      folder.path("silent.wav"), "-o", folder.path("still.wav"), "--to", "sound")
    #expect(made.code == 0)
    #expect(try SoundFile.read(folder.path("still.wav")).peak == 0)
  }

  @Test func manyInputsGoOnAfterABadOne() throws {
    let good = try folder.file("good.wav", Material.wav())
    let bad = try folder.file("bad.wav", Array("no sound".utf8))
    let image = try folder.file("image.png", Material.png())
    let output = folder.path("made")
    let made = try convert(good, bad, image, "-o", output, "--json")
    #expect(made.code == 1)
    #expect(try Folder.names(in: output) == ["good.png", "image.wav"])
    #expect(made.errors.contains("error: \(bad): neither a sound nor an image (plain text;"))
    #expect(made.errors.hasSuffix("error: 1 of 3 inputs failed (\(bad))\n"))

    let objects = try made.lines.map { try StrictJSON.parse(String($0), subject: "line") }
    #expect(objects.count == 3)
    let keys = [
      "schema", "status", "input", "seconds", "model", "seed", "samples", "output", "error", "code",
      "direction", "route", "images", "duration", "spectral_convergence", "inputClass",
      "confidence", "familiarity", "notes",
    ]
    for object in objects { #expect(object.members?.map(\.key) == keys) }
    #expect(objects.map { $0["status"]?.text } == ["done", "failed", "done"])
    #expect(objects.map { $0["code"]?.wholeNumber } == [0, 65, 0])
    #expect(objects[0]["output"]?.text == output + "/good.png")
    #expect(objects[0]["direction"]?.text == "soundToImage")
    #expect(objects[1]["error"]?.text?.hasPrefix("\(bad): neither a sound") == true)
    #expect((objects[2]["spectral_convergence"]?.number ?? 9) < 1)
    #expect(objects[2]["duration"]?.number == 0.5)
  }

  @Test func inputsOfOneNameDoNotReplaceEachOther() throws {
    try Folder.create(folder.path("a"))
    try Folder.create(folder.path("b"))
    let first = try folder.file("a/tone.wav", Material.wav())
    let second = try folder.file("b/tone.wav", Material.wav())
    let made = try convert(first, second, "-o", folder.path("made/"))
    #expect(made.code == 1)
    #expect(made.errors.contains("made/tone.png: would hold the results of two inputs"))
  }

  @Test func theModelIsFoundByTheEnvironment() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let made = try BuiltProgram.run(
      ["convert", sound, "-o", folder.path("made.png")], environment: ["CMCGAN_MODEL": Material.run]
    )
    #expect(made.code == 0)
    let missing = try BuiltProgram.run(
      ["convert", sound, "-o", folder.path("other.png")],
      environment: ["CMCGAN_MODEL": folder.path("none.safetensors")])
    #expect(missing.code == 66)
    #expect(missing.errors == "error: \(folder.path("none.safetensors")): no such file\n")
  }
}
