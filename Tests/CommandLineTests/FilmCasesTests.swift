import Files
import Media
import TestSupport
import Testing

/// The films of `Tests/Cases`, each with what is right for it.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FilmCasesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let seconds: Double
    var hasSound = false
    var isWhole = false
    /// Whether its images can be copied into MP4 and Matroska.
    var isCopied = true
    var testDescription: String { file }
    var path: String { Golden.repository + "/Tests/Cases/" + file }
  }

  static let cases = [
    Case(file: "16-browser-muted.webm", seconds: 3, isCopied: false),
    Case(file: "17-starts-at-60s.mkv", seconds: 3, hasSound: true, isWhole: true),
    Case(file: "17b-muted-starts-at-60s.mkv", seconds: 3),
    Case(file: "18b-muted-subtitles-outlast-film.mkv", seconds: 3),
    Case(file: "19b-cover-is-stream-0.mp4", seconds: 3, hasSound: true, isWhole: true),
    Case(file: "20-h264-with-b-frames.avi", seconds: 2, isCopied: false),
    Case(file: "22-hevc-10-bit.mkv", seconds: 2),
    Case(file: "24-audio-track-without-packets.mkv", seconds: 3),
    Case(file: "25-last-slide-held-3s.mp4", seconds: 4.32, hasSound: true, isWhole: true),
  ]

  private let folder = TemporaryFolder()

  @Test(arguments: cases) func infoSaysWhatIsInIt(_ film: Case) throws {
    let result = try BuiltProgram.run(["info", "--json", film.path])
    #expect(result.code == 0 && result.errors.isEmpty)
    let object = try StrictJSON.parse(result.text, subject: "output")
    #expect(object["kind"] == "film")
    #expect(abs((object["seconds"]?.number ?? 0) - film.seconds) < 0.02)
    #expect(object["sound"] == .bool(film.hasSound))
    #expect(object["width"] == 64)
  }

  @Test(arguments: cases.filter(\.isWhole)) func nothingIsMissing(_ film: Case) throws {
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, film.path, "-o", folder.path("a.mp4")])
    #expect(made.code == 65)
    #expect(
      made.errors
        == "error: \(film.path): nothing is missing: it has a sound, and an image throughout. "
        + "Use --to sound or --to image to replace one.\n")
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: cases, ["mp4", "mkv"])
  func whatItLacksIsMadeAndItsImagesStay(_ film: Case, _ ending: String) throws {
    let path = folder.path("a." + ending)
    let asked = film.isWhole ? ["--to", "sound"] : []
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, film.path, "-o", path] + asked)
    #expect(made.code == 0)
    #expect(made.errorsWithoutFamiliarity.hasPrefix("\(film.path) -> \(path) ("))
    let length = try FFmpegTool.probe(path, "format=duration").first.flatMap { Double($0) }
    // The coder of sounds begins with up to one of its frames, which Matroska counts: 1,024 samples at 8 kHz.
    #expect(abs((length ?? 0) - film.seconds) < (ending == "mkv" ? 0.14 : 0.05))
    if film.isCopied || ending == "mkv" && film.file.hasSuffix("webm") {
      // A cover is the first stream there.
      let images = film.file.hasPrefix("19b") ? "v:1" : "v:0"
      #expect(
        try FFmpegTool.codedBytes(of: film.path, images) == FFmpegTool.codedBytes(of: path, "v:0"))
    }
    let before = try FFmpegTool.lumas(film.path)
    let after = try FFmpegTool.lumas(path)
    #expect(film.file.hasPrefix("19b") || before.count == after.count)
    #expect(film.file.hasPrefix("19b") || zip(before, after).allSatisfy { abs($0 - $1) < 1 })
  }

  @Test func imagesOfAFilmWithoutTimesComeInOrder() throws {
    let path = Golden.repository + "/Tests/Cases/20-h264-with-b-frames.avi"
    for ending in ["mp4", "mkv"] {
      let made = folder.path("a." + ending)
      #expect(
        try BuiltProgram.run(["convert", "--model", Material.run, path, "-o", made]).code == 0)
      let shown = try FFmpegTool.imageTimes(made)
      #expect(shown == shown.sorted() && shown.count == 50)
      #expect(abs((shown.last ?? 0) - (shown.first ?? 0) - 1.96) < 0.002)
    }
  }

  @Test(arguments: ["mp4", "mov"]) func copiedHEVCIsCalledAsPlayersWant(_ ending: String) throws {
    let path = Golden.repository + "/Tests/Cases/22-hevc-10-bit.mkv"
    let made = folder.path("a." + ending)
    #expect(try BuiltProgram.run(["convert", "--model", Material.run, path, "-o", made]).code == 0)
    #expect(try FFmpegTool.probe(made, "stream=codec_tag_string").first == "hvc1")
  }
}
