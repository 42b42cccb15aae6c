import Files
import Media
import TestSupport
import Testing

/// MP3 and its older layers, decoded by libmpg123.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct MPEGSoundTests {
  private let folder = TemporaryFolder()

  /// A file that ffmpeg makes of a tone.
  private func tone(
    _ name: String, seconds: Double = 1, rate: Int = 44_100, channels: Int = 1,
    _ words: [String] = []
  ) throws -> [UInt8] {
    try FFmpegTool.ffmpeg(
      [
        "-f", "lavfi", "-i", "sine=523:duration=\(seconds):sample_rate=\(rate)", "-ac",
        "\(channels)",
      ] + words + [folder.path(name)])
    return try InputFile.read(folder.path(name))
  }

  private func read(_ bytes: [UInt8]) throws -> (samples: [Float], warnings: [String]) {
    let reader = try SoundReader(bytes: bytes, subject: "sound")
    return (try SoundFile.read(reader, "sound").samples, reader.warnings)
  }

  @Test(arguments: [
    ("a.mp3", 44_100, 2, ["-b:a", "128k"]), ("b.mp3", 22_050, 1, ["-q:a", "4"]),
    ("c.mp2", 48_000, 2, []),
  ])
  func samplesEqualThoseOfFFmpeg(
    _ name: String, _ rate: Int, _ channels: Int, _ words: [String]
  ) throws {
    let (samples, warnings) = try read(tone(name, rate: rate, channels: channels, words))
    #expect(warnings.isEmpty)
    try FFmpegTool.ffmpeg(
      ["-i", folder.path(name), "-c:a", "pcm_f32le", folder.path("other.wav")])
    let others = try SoundFile.read(folder.path("other.wav")).samples
    // ffmpeg leaves out the decoder's delay of layer II in its own way, and may keep padding.
    #expect(abs(samples.count - others.count) <= 1_152)
    let count = min(samples.count, others.count) - 1_152
    let error = (0..<count).map { abs(samples[$0] - others[$0]) }.max() ?? 1
    #expect(error < 1e-4)
  }

  @Test func whatIsNoFrameIsSkippedAndNoted() throws {
    let file = try tone("a.mp3", ["-b:a", "64k", "-id3v2_version", "0", "-write_xing", "0"])
    let other = (0..<2_000).map { UInt8(1 + $0 * 11 % 200) }
    let whole = try read(file).samples.count
    let middle = file.count / 2
    // A cut inside a frame costs that frame.
    let cut = Array(file[..<middle]) + other + Array(file[middle...])
    for (bytes, least, note) in [
      (other + file, whole, "2000 bytes at 0.0 s are no MPEG sound and are skipped"),
      (file + other, whole, "are no MPEG sound and are skipped"),
      (cut, whole - 3_456, "no MPEG sound and are skipped"),
    ] {
      let found = try read(bytes)
      #expect(found.samples.count >= least && found.samples.count <= whole + 2_304)
      #expect(found.warnings.count == 1 && found.warnings[0].hasSuffix(note), "\(found.warnings)")
    }
    let zeros = [UInt8](repeating: 0, count: 3_000)
    let tag = Array("TAG".utf8) + [UInt8](repeating: 0x20, count: 125)
    #expect(try read(zeros + file + tag).warnings.isEmpty)
  }

  @Test func joinedFilesKeepTheirLengths() throws {
    let first = try tone("a.mp3", seconds: 1.5)
    let second = try tone("b.mp3", rate: 22_050, channels: 2)
    let joined = try read(first + second + first)
    #expect(joined.warnings.isEmpty)
    #expect(abs(joined.samples.count - 4 * 44_100) <= 3)
    #expect(abs(try read(first).samples.count - 66_150) <= 1)
  }

  @Test func layersInAWAVAreReadToo() throws {
    let (samples, warnings) = try read(tone("a.wav", ["-c:a", "libmp3lame"]))
    #expect(warnings.isEmpty && samples.count >= 44_100)
  }

  @Test func theCommentIsRead() throws {
    let bytes = try tone("a.mp3", ["-metadata", "comment=first take"])
    #expect(try SoundReader(bytes: bytes, subject: "a.mp3").comment == "first take")
  }

  @Test func chainedOggAndFLACInOggAreReadToTheirEnds() throws {
    for (name, rate, words) in [
      ("a.ogg", 44_100, ["-c:a", "libvorbis"]), ("a.opus", 48_000, ["-c:a", "libopus"]),
      ("f.ogg", 44_100, ["-c:a", "flac"]),
    ] {
      let link = try tone(name, words)
      let (samples, warnings) = try read(link + link)
      #expect(warnings.isEmpty)
      #expect(samples.count == 2 * rate, "\(name)")
      #expect((samples[..<rate].max() ?? 0) > 0.05 && (samples[rate...].max() ?? 0) > 0.05)
    }
  }
}
