import Files
import Foundation
import Media
import Orchestra
import TensorCore
import TestSupport
import Testing

@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FilmTests {
  private let folder = TemporaryFolder()

  private func convert(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
  }

  /// Three seconds of a test image, with or without a tone, of which a part can be black.
  private func film(
    _ name: String, sound: String? = nil, black: String? = nil
  ) throws -> String {
    let path = folder.path(name)
    let filter = black.map { "drawbox=t=fill:color=black:enable='between(t,\($0))'" } ?? "null"
    let tone = sound.map { ["-f", "lavfi", "-i", $0] } ?? []
    let words =
      ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=20:duration=3"] + tone
      + ["-vf", filter, "-pix_fmt", "yuv420p", "-shortest", path]
    try FFmpegTool.ffmpeg(words)
    return path
  }

  @Test func aSilentFilmGetsASoundAndKeepsItsImages() throws {
    let muted = try film("muted.mp4")
    let made = try convert(muted, "-o", folder.path("restored.mp4"), "--json")
    #expect(made.code == 0, "\(made.errors)")
    let line = try StrictJSON.parse(made.text, subject: "output")
    #expect(line["direction"]?.text == "imageToSound")
    #expect(line["duration"]?.number == 3)
    let kinds = try FFmpegTool.probe(folder.path("restored.mp4"), "stream=codec_type,duration")
    #expect(kinds == ["video", "3.000000", "audio", "3.000000"])
    #expect(
      try FFmpegTool.packets(of: muted, "v")
        == FFmpegTool.packets(of: folder.path("restored.mp4"), "v"))

    try FFmpegTool.ffmpeg(["-i", folder.path("restored.mp4"), folder.path("heard.wav")])
    let heard = try SoundFile.read(folder.path("heard.wav"))
    #expect(abs(heard.peakDecibels + 1) < 1)
    // The same sound, window by window, as without the film around it.
    #expect(try convert(muted, "-o", folder.path("alone.wav")).code == 0)
    let alone = try SoundFile.read(folder.path("alone.wav"))
    #expect(alone.samples.count == 24_000)
    #expect(correlation(alone.samples, heard.samples) > 0.95)
  }

  @Test func aSilentTrackCountsAsNone() throws {
    let path = try film("still.mkv", sound: "anullsrc=r=16000:cl=mono")
    let made = try convert(path, "-o", folder.path("restored.mkv"), "--json")
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.text.contains(#""direction":"imageToSound""#))
  }

  @Test func aSoundGetsImages() throws {
    let sound = try folder.file("tone.wav", Material.wav(Material.tone(seconds: 2)))
    let made = try convert(sound, "-o", folder.path("film.mp4"), "--size", "33")
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("(4 images)"))
    let found = try FFmpegTool.probe(folder.path("film.mp4"), "stream=codec_name,width,height")
    #expect(found == ["h264", "34", "34", "aac"])
    #expect(try FFmpegTool.probe(folder.path("film.mp4"), "format=duration") == ["2.000000"])

    // A film without images is a sound as well, and its sound becomes an image.
    try FFmpegTool.ffmpeg(["-i", folder.path("film.mp4"), "-vn", folder.path("only.mp4")])
    #expect(try convert(folder.path("only.mp4"), "-o", folder.path("again.webm")).code == 0)
    #expect(
      try FFmpegTool.probe(folder.path("again.webm"), "stream=codec_name") == ["vp9", "opus"])
    #expect(try convert(folder.path("only.mp4"), "-o", folder.path("one.png")).code == 0)
    #expect(try ImageFile.read(folder.path("one.png")).width == 16)
  }

  @Test func aImageThatFailsIsFilledInAndTheRestIsKept() throws {
    let path = try film("broken.mp4", sound: "sine=440:r=16000", black: "1,1.96")
    let made = try convert(path, "-o", folder.path("whole.mp4"))
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("its image failed from 1.0 to 2.0 s"))
    let before = try FFmpegTool.lumas(path)
    let after = try FFmpegTool.lumas(folder.path("whole.mp4"))
    #expect(before.count == 60 && after.count == 60)
    #expect(before[20..<40].allSatisfy { $0 < 17 } && after[20..<40].allSatisfy { $0 > 17 })
    let kept = Array(0..<20) + Array(40..<60)
    #expect(kept.allSatisfy { abs(before[$0] - after[$0]) < 3 })
    #expect(
      try FFmpegTool.packets(of: path, "a") == FFmpegTool.packets(of: folder.path("whole.mp4"), "a")
    )
  }

  @Test(arguments: [
    ("24000/1001", "mkv"), ("25", "mkv"), ("30", "mp4"), ("60000/1001", "mp4"), ("30", "mkv"),
  ])
  func aImageThatEndsBeforeTheSoundIsGoneOnWith(_ rate: String, _ ending: String) throws {
    let path = folder.path("short.\(ending)")
    try FFmpegTool.ffmpeg([
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=\(rate):duration=2", "-f", "lavfi", "-i",
      "sine=440:r=16000:d=4", "-pix_fmt", "yuv420p", path,
    ])
    let output = folder.path("whole.\(ending)")
    let made = try convert(path, "-o", output)
    #expect(made.code == 0, "\(made.errors)")
    let before = try FFmpegTool.lumas(path).count
    let after = try FFmpegTool.lumas(output).count
    #expect(abs(after - 2 * before) <= 3, "\(before) and \(after) images")
    #expect(!made.errors.contains("(0 images)"))
    let info = try BuiltProgram.run(["info", "--json", output])
    #expect(info.text.contains(#""direction":"soundToImage""#))
  }

  @Test(arguments: [(0.5, 1), (1.0, 2), (1.3, 3)])
  func theLastImageLastsAsLongAsTheSound(_ seconds: Double, _ images: Int) throws {
    let sound = try folder.file("tone.wav", Material.wav(Material.tone(seconds: seconds)))
    let made = try convert(sound, "-o", folder.path("film.mp4"))
    #expect(made.errors.contains("(\(images) images)"))
    let frames = try FFmpegTool.lumas(folder.path("film.mp4")).count
    #expect(abs(Double(frames) - 25 * seconds) <= 2, "\(frames) frames")
  }

  @Test func aSoundThroughAPipeIsRefusedBeforeWork() throws {
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, "-", "-o", folder.path("film.mp4")],
      input: Material.wav())
    #expect(made.code == 65)
    #expect(
      made.errors
        == "error: standard input: a sound in a pipe; for a film it has to be a file\n")
    let tone = try folder.file("tone.wav", Material.wav())
    let sound = try convert(tone, "-o", folder.path("film.mp4"), "--to", "sound")
    #expect(sound.code == 64)
    #expect(sound.errors == "error: \(tone): --to sound makes no film of a sound\n")
  }

  @Test func aSignalLeavesNothingBehind() throws {
    let tone = try folder.file("tone.wav", Material.wav(Material.tone(seconds: 600)))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
    process.arguments = [
      "convert", "--model", Material.run, tone, "-o", folder.path("film.mp4"), "--quiet",
    ]
    try process.run()
    func hidden() throws -> [String] {
      try Folder.names(in: folder.path, hidden: true).filter { $0.hasPrefix(".") }
    }
    for _ in 0..<400 where try hidden().isEmpty { usleep(10_000) }
    usleep(300_000)
    #expect(try hidden().count == 1)
    // Signals that this process left blocked stay so in others.
    kill(process.processIdentifier, SIGTERM)
    for _ in 0..<200 where process.isRunning { usleep(10_000) }
    let isBlocked = process.isRunning
    if isBlocked { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    if !isBlocked {
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(try hidden() == [])
    }
  }

  @Test func aFilmThatLacksNothingIsRefusedUnlessItIsAskedFor() throws {
    let path = try film("whole.mp4", sound: "sine=440:r=16000")
    let refused = try convert(path, "-o", folder.path("new.mp4"))
    #expect(refused.code == 65)
    #expect(
      refused.errors
        == "error: \(path): nothing is missing: it has a sound, and an image throughout. "
        + "Use --to sound or --to image to replace one.\n")
    #expect(!InputFile.exists(folder.path("new.mp4")))
    #expect(try convert(path, "-o", folder.path("new.mp4"), "--to", "sound").code == 0)
    let images = try convert(path, "-o", folder.path("new.mkv"), "--to", "image", "--every", "2")
    #expect(images.code == 0 && images.errors.contains("(2 images)"))
  }

  @Test func filmsAreTheSameEachTimeAndSayHowTheyWereMade() throws {
    let path = try film("muted.mp4")
    for name in ["one.mp4", "other.mp4"] {
      #expect(try convert(path, "-o", folder.path(name), "--seed", "7").code == 0)
    }
    #expect(try folder.bytes("one.mp4") == folder.bytes("other.mp4"))
    let info = try BuiltProgram.run(["info", "--json", folder.path("one.mp4")])
    let about = try StrictJSON.parse(info.text, subject: "output")
    #expect(about["kind"]?.text == "film" && about["seconds"]?.number == 3)
    #expect(about["generated"]?["seed"]?.wholeNumber == 7)
    #expect(about["generated"]?["settings"]?["direction"]?.text == "imageToSound")
  }

  @Test func whatCannotBeDoneIsSaidAndLeavesNothing() throws {
    let muted = try film("muted.mp4")
    let damaged = try folder.file("damaged.mp4", Array(folder.bytes("muted.mp4").prefix(300)))
    let image = try folder.file("image.png", Material.png())
    let output = folder.path("new.mp4")
    let cases: [([String], Int32, String)] = [
      ([damaged, "-o", output], 65, "\(damaged): a film that ffmpeg cannot read ("),
      ([muted, "-o", folder.path("new.png")], 65, "\(muted): a film without a sound"),
      (
        [image, "-o", output], 64,
        "\(output): a film is made of a sound or a film, not of a PNG image"
      ),
      (
        [muted, "-o", output, "--samples", "2"], 64,
        "\(muted): --samples and --duration are not for films, which have one length"
      ),
      (
        [muted, "-o", output, "--to", "image"], 65,
        "\(muted): a film without a sound to make images of"
      ),
      ([muted, "-o", muted], 73, "\(muted): is an input as well"),
    ]
    for (arguments, code, text) in cases {
      let made = try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
      #expect(made.code == code)
      #expect(made.errors.hasPrefix("error: \(text)"), "\(made.errors)")
    }
    let piped = try BuiltProgram.run(
      ["convert", "--model", Material.run, "-", "-o", output], input: folder.bytes("muted.mp4"))
    #expect(piped.code == 65)
    #expect(piped.errors == "error: standard input: a film in a pipe; it has to be a file\n")
    let names = try Folder.names(in: folder.path, hidden: true).sorted()
    #expect(names == ["damaged.mp4", "image.png", "muted.mp4"])
  }

  @Test func withoutFFmpegItIsSaid() throws {
    let muted = try film("muted.mp4")
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, muted, "-o", folder.path("new.mp4")],
      environment: ["PATH": folder.path])
    #expect(made.code == 69)
    #expect(
      made.errors
        == "error: ffprobe is not installed; it is needed for films and some kinds of sound. Install ffmpeg (apt-get install ffmpeg).\n"
    )
  }

  private func correlation(_ one: [Float], _ other: [Float]) -> Float {
    let count = min(one.count, other.count)
    func product(_ a: [Float], _ b: [Float]) -> Float {
      (0..<count).reduce(0) { $0 + a[$1] * b[$1] }
    }
    return product(one, other) / (product(one, one) * product(other, other)).squareRoot()
  }
}
