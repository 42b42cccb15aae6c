import Files
import Films
import Foundation
import Media
import TestSupport
import Testing

@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct MediaInputTests {
  private let folder = TemporaryFolder()

  /// A second of a tone, in whatever its name and the words make of it.
  private func tone(_ name: String, _ words: [String] = [], channels: Int = 1) throws -> String {
    let path = folder.path(name)
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "sine=440:duration=1:sample_rate=48000", "-ac", "\(channels)"] + words
        + [path])
    return path
  }

  @Test(arguments: [
    ("a.m4a", FileKind.m4a, ["-c:a", "aac"]), ("a.mp4", .m4a, ["-c:a", "aac"]),
    ("a.mov", .m4a, ["-c:a", "pcm_s16le"]), ("a.mka", .mka, ["-c:a", "flac"]),
    ("a.webm", .mka, ["-c:a", "libopus"]), ("a.wma", .wma, []), ("a.aac", .aac, []),
    ("a.wav", .wav, []), ("a.mp2", .mp3, []),
  ])
  func soundsInContainersAreSounds(_ name: String, _ kind: FileKind, _ words: [String]) throws {
    let input = try MediaInput(tone(name, words))
    #expect(input.kind == kind && input.kind.isSound)
    let reader = try SoundReader(input, sampleRate: 16_000)
    let sound = try SoundFile.read(reader, name)
    // Coders that store no delay add up to two frames.
    #expect(abs(sound.samples.count - 16_000) < 1_600)
    #expect(sound.peak > 0.05 && reader.frameCount == sound.samples.count)
    #expect(reader.warnings.isEmpty && reader.fileSampleRate == 48_000)
  }

  @Test func aMovingImageMakesAFilmAndACoverDoesNot() throws {
    let film = folder.path("film.mp4")
    let sound = try tone("a.m4a", ["-c:a", "aac"])
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "testsrc=size=32x32:rate=5:duration=1", "-i", sound, film])
    #expect(try MediaInput(film).kind == .mp4)
    #expect(throws: Failure.self) { try SoundReader(opening: film) }
    let covered = folder.path("covered.mp4")
    try FFmpegTool.ffmpeg(
      [
        "-i", sound, "-f", "lavfi", "-i", "testsrc=size=32x32:rate=1:duration=1", "-c:a", "copy",
        "-map", "0", "-map", "1", "-c:v", "mjpeg", "-frames:v", "1", "-disposition:v",
        "attached_pic", covered,
      ])
    #expect(try MediaInput(covered).kind == .m4a)
    #expect(try SoundFile.read(SoundReader(opening: covered), covered).peak > 0.05)
  }

  @Test func channelsOfContainersMayCancelOutToo() throws {
    let path = try tone("a.mka", ["-af", "pan=stereo|c0=c0|c1=-1*c0", "-c:a", "flac"], channels: 2)
    let reader = try SoundReader(opening: path)
    #expect(try SoundFile.read(reader, path).peak > 0.05)
    #expect(
      reader.warnings
        == ["its channels cancel each other out (opposite phase); channel 1 is used alone"])
  }

  @Test func aDamagedContainerIsASoundThatCannotBeRead() throws {
    let whole = try InputFile.read(tone("a.m4a", ["-c:a", "aac"]))
    let path = folder.path("cut.m4a")
    try OutputFile.write(Array(whole.prefix(1_000)), to: path, replacing: false)
    let failure = #expect(throws: Failure.self) { try SoundReader(opening: path) }
    #expect(failure?.kind == .badInput)
    #expect(failure?.problem.hasPrefix("a sound that ffmpeg cannot read (") == true)
  }

  @Test func whatComesThroughAPipeIsReadOnce() throws {
    for name in ["a.wav", "a.m4a"] {
      let bytes = try InputFile.read(tone(name))
      let pipe = folder.path("pipe-" + name)
      #expect(mkfifo(pipe, 0o600) == 0)
      // Longer than a pipe holds, so another thread writes it.
      Thread.detachNewThread {
        let descriptor = open(pipe, O_WRONLY)
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
          let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
          guard count > 0 else { return }
          done += count
        }
      }
      let input = try MediaInput(pipe)
      #expect(!input.isFile && input.kind == (name == "a.wav" ? .wav : .m4a))
      for _ in 0..<2 {
        #expect(try SoundFile.read(SoundReader(input), name).samples.count >= 48_000)
      }
    }
  }
}
