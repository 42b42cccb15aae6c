import Files
import Foundation
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing

/// What convert does beside converting: walks between inputs, explanations, and watching a folder.
@Suite struct ConversionMorphTests {
  private let folder = TemporaryFolder()

  private func convert(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
  }

  @Test func aWalkBeginsAndEndsAtItsInputs() throws {
    let first = try folder.file("first.wav", Material.wav())
    let last = try folder.file("last.wav", Material.wav(Material.tone(frequency: 900)))
    let made = try convert(first, last, "--morph", "3", "-o", folder.path("strip.png"))
    #expect(made.code == 0, "\(made.errors)")
    let strip = try ImageFile.read(folder.path("strip.png"))
    #expect(strip.width == 3 * 16 + 4 * 6 && strip.height == 16 + 2 * 6)
    for (place, input) in [(0, first), (2, last)] {
      #expect(try convert(input, "-o", folder.path("\(place).png"), "--to", "image").code == 0)
      let alone = try ImageFile.read(folder.path("\(place).png"))
      #expect(strip.cropped(x: 6 + place * 22, y: 6, width: 16, height: 16) == alone)
    }
    let texts = ImageFile.text(ofPNG: try folder.bytes("strip.png"))
    #expect(texts.contains { $0.key == "cmcgan:settings" && $0.value.contains(#""morph":3"#) })
  }

  @Test func oneInputIsWalkedAroundByItsLatentVector() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    #expect(try convert(sound, "--morph", "4", "-o", folder.path("strip.png")).code == 0)
    let strip = try ImageFile.read(folder.path("strip.png"))
    let images = (0..<4).map { strip.cropped(x: 6 + $0 * 22, y: 6, width: 16, height: 16) }
    #expect(Set(images.map(\.pixels)).count == 4)
  }

  @Test(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
  func aWalkCanBeAFilm() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let film = folder.path("walk.mp4")
    #expect(try convert(sound, sound, "--morph", "50", "-o", film, "--size", "32").code == 0)
    #expect(
      try FFmpegTool.probe(film, "stream=codec_name,width,duration") == ["h264", "32", "2.000000"])
  }

  @Test func whatAWalkCannotDoIsSaid() throws {
    let run = folder.path("s2i")
    let trained = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", run, "--quiet",
      "--steps", "1", "--set", "model=s2i-c", "--set", "conversion.soundToImage=direct", "--set",
      "conversion.imageToSound=direct",
    ])
    #expect(trained.code == 0, "\(trained.errors)")
    let image = try folder.file("seen.png", Material.png())
    let made = try BuiltProgram.run([
      "convert", "--model", run, image, "--morph", "3", "-o", folder.path("x.png"),
    ])
    #expect(made.code == 64 && made.errors.contains("does not turn images into images"))
    let large = try convert(
      image, "--morph", "10000", "--size", "512", "-o", folder.path("x.png"))
    #expect(large.code == 64 && large.errors.contains("is too large (limit 100000000)"))
    let own = try convert(image, "--morph", "3", "-o", image, "--force")
    #expect(own.code == 73 && own.errors == "error: \(image): is an input as well\n")
  }

  @Test func anExplanationShowsSoundInfluenceAndImage() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let made = try convert(
      sound, "-o", folder.path("image.png"), "--explain", folder.path("why.png"))
    #expect(made.code == 0, "\(made.errors)")
    let sheet = try ImageFile.read(folder.path("why.png"))
    #expect(sheet.height > 256 && sheet.width > 400)
    let shares = made.errors.split(separator: "\n").filter { $0.contains("% of the image: ") }
    #expect(shares.count == 3)
    let image = try folder.file("seen.png", Material.png())
    for (path, text) in [
      (sound, "the name does not fit"),
      (folder.path("image.png"), "would hold both the image and its explanation"),
    ] {
      let before = try folder.bytes("tone.wav")
      let refused = try convert(
        sound, "-o", folder.path("image.png"), "--explain", path, "--force")
      #expect(refused.code != 0 && refused.errors.contains(text), "\(refused.errors)")
      #expect(try folder.bytes("tone.wav") == before)
    }
    let refused = try convert(
      image, "-o", folder.path("x.wav"), "--explain", folder.path("y.png"))
    #expect(refused.code == 64)
    #expect(refused.errors == "error: \(image): --explain is for the image of a sound\n")
  }

  @Test func whatArrivesInAWatchedFolderIsConvertedOnce() throws {
    let (inbox, outbox) = (folder.path("in"), folder.path("out"))
    try Folder.create(inbox)
    _ = try folder.file("in/early.wav", Material.wav())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
    process.arguments = [
      "convert", "--model", Material.run, "--watch", inbox, "-o", outbox, "--json",
    ]
    let log = try folder.file("log", [])
    process.standardOutput = FileHandle(forWritingAtPath: log)
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    func wait(for name: String) {
      for _ in 0..<600 where !InputFile.exists("\(outbox)/\(name)") { usleep(50_000) }
    }
    wait(for: "early.png")
    _ = try folder.file("in/broken.wav", Array(Material.wav().prefix(20)))
    _ = try folder.file("in/words.txt", Array("words".utf8))
    _ = try folder.file("in/late.png", Material.png())
    wait(for: "late.wav")
    // A file that changes is converted once more, and one of its name is not mixed up with it.
    let first = try folder.bytes("out/early.png")
    _ = try folder.file("in/early.wav", Material.wav(Material.tone(frequency: 900)))
    _ = try folder.file("in/early.flac", Material.wav())
    for _ in 0..<200 where try folder.bytes("out/early.png") == first { usleep(50_000) }
    #expect(try folder.bytes("out/early.png") != first)
    usleep(2_500_000)
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try Folder.names(in: outbox) == ["early.png", "late.wav"])
    let lines = try String(decoding: folder.bytes("log"), as: UTF8.self).split(separator: "\n")
      .map { try StrictJSON.parse(String($0), subject: "log") }
    let done = Dictionary(grouping: lines) { $0["status"]?.text }.mapValues(\.count)
    #expect(done == ["done": 3, "failed": 2])
    #expect(lines.contains { $0["error"]?.text?.contains("the results of two inputs") == true })
  }

  /// What was made before the watch is left, until its sound changes.
  @Test func aWatchGoesOnFromAnEarlierOne() throws {
    let (inbox, outbox) = (folder.path("in"), folder.path("out"))
    for path in [inbox, outbox] { try Folder.create(path) }
    _ = try folder.file("in/early.wav", Material.wav())
    let earlier = Array("made before".utf8)
    _ = try folder.file("out/early.png", earlier)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
    process.arguments = ["convert", "--model", Material.run, "--watch", inbox, "-o", outbox]
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    _ = try folder.file("in/other.wav", Material.wav())
    for _ in 0..<600 where !InputFile.exists(outbox + "/other.png") { usleep(50_000) }
    #expect(try folder.bytes("out/early.png") == earlier)
    _ = try folder.file("in/early.wav", Material.wav(Material.tone(frequency: 900)))
    for _ in 0..<600 where try folder.bytes("out/early.png") == earlier { usleep(50_000) }
    #expect(try ImageFile.read(outbox + "/early.png").width == 16)
  }

  @Test func optionsThatDoNotGoTogetherAreRefused() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let cases: [([String], String)] = [
      (
        [sound, "--morph", "3", "-o", folder.path("x.wav")],
        "--morph makes a strip (.png) or a film"
      ),
      (
        [sound, "--morph", "3", "--samples", "2", "-o", "x.png"], "--morph makes images, without"
      ),
      (
        [sound, sound, "--explain", "y.png", "-o", "x"], "--explain takes one sound, not 2 inputs."
      ),
      ([sound, "--watch", folder.path, "-o", "x"], "--watch takes its inputs from the folder."),
      (["--watch", folder.path, "-o", "-"], "--watch needs a folder as output"),
      (["-o", "x"], "Missing expected argument '<inputs> ...'"),
    ]
    for (arguments, text) in cases {
      let made = try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
      #expect(made.code == 64)
      #expect(made.errors.contains(text), "\(made.errors)")
    }
    let same = try convert("--watch", folder.path, "-o", folder.path)
    #expect(same.code == 73)
    #expect(same.errors == "error: \(folder.path): is the folder that is watched\n")
    #expect(try convert("--watch", folder.path("none"), "-o", folder.path("x")).code == 66)
  }
}
