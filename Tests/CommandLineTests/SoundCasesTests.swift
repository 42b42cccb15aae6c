import Files
import Media
import TestSupport
import Testing

/// The files of `Tests/Cases`, each with what is right for it.
@Suite struct SoundCasesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    let format: String
    let seconds: Double
    var warning: String?
    var testDescription: String { file }
    var path: String { Golden.repository + "/Tests/Cases/" + file }
    var needsFFmpeg: Bool { format == "mka" }
  }

  static let cases = [
    Case(file: "01-vbr-without-xing.mp3", format: "mp3", seconds: 20.04),
    Case(file: "02-three-joined.mp3", format: "mp3", seconds: 3),
    Case(
      file: "04-data-size-0.wav", format: "wav", seconds: 1,
      warning: "the header declares 0 bytes of sound, 88200 are there"),
    Case(
      file: "06-junk-before-first-frame.mp3", format: "mp3", seconds: 1,
      warning: "200 bytes at 0.0 s are no MPEG sound and are skipped"),
    Case(file: "06c-zeros-before-first-frame.mp3", format: "mp3", seconds: 1),
    Case(
      file: "07-hole-of-3000-bytes.mp3", format: "mp3", seconds: 1,
      warning: "3000 bytes at 0.34 s are no MPEG sound and are skipped"),
    Case(
      file: "08-junk-after-last-frame.mp3", format: "mp3", seconds: 1,
      warning: "5000 bytes at 1.0 s are no MPEG sound and are skipped"),
    Case(file: "09-flac-after-id3v2.flac", format: "flac", seconds: 1),
    Case(file: "10-length-unknown.flac", format: "flac", seconds: 4),
    Case(
      file: "11-total-says-30-hours.flac", format: "flac", seconds: 4,
      warning: "the header declares 4762800000 samples, 176400 are there"),
    Case(
      file: "12-opposite-phase.wav", format: "wav", seconds: 1,
      warning: "its channels cancel each other out (opposite phase); channel 1 is used alone"),
    Case(file: "13-rifx.wav", format: "wav", seconds: 1),
    Case(file: "13b-sound.caf", format: "caf", seconds: 1),
    Case(file: "14-bw64.wav", format: "wav", seconds: 1),
    Case(file: "15-browser-voice.webm", format: "mka", seconds: 2),
  ].filter { !$0.needsFFmpeg || FFmpegTool.isThere }

  private let folder = TemporaryFolder()

  @Test(arguments: cases) func infoSaysWhatIsInIt(_ found: Case) throws {
    let result = try BuiltProgram.run(["info", "--json", found.path])
    #expect(result.code == 0 && result.errors.isEmpty)
    let object = try StrictJSON.parse(result.text, subject: "output")
    #expect(object["kind"] == "sound")
    #expect(object["format"]?.text == found.format)
    #expect(abs((object["seconds"]?.number ?? 0) - found.seconds) < 0.005)
    #expect(object["warnings"] == found.warning.map { [.string($0)] })
  }

  @Test(arguments: cases) func allOfItIsConverted(_ found: Case) throws {
    let path = folder.path("a.png")
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, found.path, "-o", path])
    #expect(made.code == 0)
    let note = found.warning.map { "note: \(found.path): \($0)\n" } ?? ""
    #expect(made.errorsWithoutFamiliarity == note + "\(found.path) -> \(path)\n")
    let spectrum = folder.path("a.safetensors")
    let other = try BuiltProgram.run(["spectrogram", found.path, "-o", spectrum, "--hop", "441"])
    #expect(other.code == 0)
    let warning = found.warning.map { "warning: \(found.path): \($0)\n" } ?? ""
    #expect(other.errors.hasPrefix(warning + "\(found.path) -> \(spectrum)"))
  }

  @Test(arguments: [("01-vbr-without-xing.mp3", 40), ("02-three-joined.mp3", 6)])
  func everyPartHasAnImage(_ file: String, _ count: Int) throws {
    let made = try BuiltProgram.run(
      [
        "convert", "--model", Material.run, Golden.repository + "/Tests/Cases/" + file, "-o",
        folder.path("frames"), "--every", "0.5",
      ])
    #expect(made.code == 0)
    #expect(try Folder.names(in: folder.path("frames")).count == count)
  }

  @Test(
    .enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)),
    arguments: [("10-length-unknown.flac", 4.0), ("15-browser-voice.webm", 2)])
  func aFilmIsAsLongAsItsSound(_ file: String, _ seconds: Double) throws {
    let film = folder.path("a.mp4")
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, Golden.repository + "/Tests/Cases/" + file, "-o", film])
    #expect(made.code == 0, "\(made.errors)")
    let length = try FFmpegTool.probe(film, "format=duration").first.flatMap { Double($0) }
    #expect(abs((length ?? 0) - seconds) < 0.05)
  }
}
