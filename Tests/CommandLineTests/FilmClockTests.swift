import Files
import Media
import TestSupport
import Testing

/// Clocks, lengths and streams of films as people have them, made by ffmpeg.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FilmClockTests {
  private let folder = TemporaryFolder()
  private static let images = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=20:duration=2"]
  private static let tone = ["-f", "lavfi", "-i", "sine=440:r=44100:d=2"]

  /// Makes a film of two seconds.
  private func film(_ name: String, _ words: [String], sound: Bool = false) throws -> String {
    try FFmpegTool.ffmpeg(
      Self.images + (sound ? Self.tone : []) + words + ["-pix_fmt", "yuv420p", folder.path(name)])
    return folder.path(name)
  }

  private func convert(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
  }

  private func seconds(_ path: String) throws -> Double {
    try FFmpegTool.probe(path, "format=duration").first.flatMap { Double($0) } ?? 0
  }

  private static let black = ["-vf", "drawbox=t=fill:color=black:enable='between(t,1,1.96)'"]

  @Test(arguments: ["mp4", "mkv"]) func aClockMayBeginAtAnyTime(_ ending: String) throws {
    let path = try film("late." + ending, ["-output_ts_offset", "10"])
    #expect(try convert(path, "-o", folder.path("a.mp4")).code == 0)
    #expect(abs(try seconds(folder.path("a.mp4")) - 2) < 0.05)
    let broken = try film(
      "broken." + ending, Self.black + ["-output_ts_offset", "10"], sound: true)
    let made = try convert(broken, "-o", folder.path("b.mp4"))
    #expect(made.errors.contains("its image failed from 1.0 to 2.0 s"), "\(made.errors)")
    #expect(abs(try seconds(folder.path("b.mp4")) - 2) < 0.1)
  }

  @Test func imagesThatBeginLateAreMissingBefore() throws {
    let path = try film("a.mkv", ["-c:v", "libx264"])
    let late = folder.path("late.mkv")
    try FFmpegTool.ffmpeg(
      ["-itsoffset", "3", "-i", path, "-f", "lavfi", "-i", "sine=440:r=16000:d=5"]
        + ["-c:v", "copy", "-c:a", "pcm_s16le", "-output_ts_offset", "7", late])
    let made = try convert(late, "-o", folder.path("b.mp4"))
    #expect(made.errors.contains("its image failed from 0.0 to 3.0 s"), "\(made.errors)")
    #expect(abs(try seconds(folder.path("b.mp4")) - 5) < 0.1)
  }

  @Test func subtitlesMayOutlastAFilm() throws {
    let text = try folder.file("a.srt", Array("1\n00:00:00,000 --> 00:00:30,000\nhello\n".utf8))
    let path = try film("a.mp4", ["-i", text, "-c:s", "mov_text"])
    #expect(try convert(path, "-o", folder.path("b.mp4")).code == 0)
    #expect(abs(try seconds(folder.path("b.mp4")) - 2) < 0.05)
    let sounding = try film("c.mkv", ["-i", text], sound: true)
    #expect(try convert(sounding, "-o", folder.path("d.mp4")).code == 65)
  }

  @Test(arguments: ["mp4", "mkv"]) func aCoverIsNotTheFilm(_ ending: String) throws {
    let path = folder.path("a." + ending)
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "color=red:size=48x48:rate=1:duration=1"] + Self.images
        + ["-map", "0", "-map", "1", "-c:v:0", "mjpeg", "-c:v:1", "libx264", "-pix_fmt:v:1"]
        + ["yuv420p", "-disposition:v:0", "attached_pic", path])
    #expect(try convert(path, "-o", folder.path("b.mp4")).code == 0)
    #expect(
      try FFmpegTool.codedBytes(of: path, ending == "mp4" ? "v:0" : "v:1")
        == FFmpegTool.codedBytes(of: folder.path("b.mp4"), "v:0"))
  }

  @Test func theDefaultImagesAreUsed() throws {
    let path = folder.path("a.mp4")
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "color=black:size=32x32:rate=20:duration=2"] + Self.images
        + ["-map", "0", "-map", "1", "-pix_fmt", "yuv420p", "-disposition:v:0", "0"]
        + ["-disposition:v:1", "default", path])
    #expect(try convert(path, "-o", folder.path("b.mp4")).code == 0)
    #expect(try FFmpegTool.probe(folder.path("b.mp4"), "stream=width,height") == ["64", "48"])
  }

  @Test(arguments: ["mp4", "mkv"]) func theLastImageMayBeHeld(_ ending: String) throws {
    let words = ["-c:v", "libx264", "-bf", "0", "-video_track_timescale", "10240"]
    _ = try film("moving.mp4", words)
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=1/3:duration=3"] + words
        + ["-pix_fmt", "yuv420p", folder.path("held.mp4")])
    let list = try folder.file("list", Array("file moving.mp4\nfile held.mp4\n".utf8))
    try FFmpegTool.ffmpeg(
      ["-f", "concat", "-i", list, "-f", "lavfi", "-i", "sine=440:r=16000:d=5", "-c:v", "copy"]
        + [folder.path("a.mp4")])
    try FFmpegTool.ffmpeg(["-i", folder.path("a.mp4"), "-c", "copy", folder.path("a.mkv")])
    let made = try convert(folder.path("a." + ending), "-o", folder.path("b.mp4"))
    #expect(made.code == 65 && made.errors.contains("nothing is missing"), "\(made.errors)")
    let sound = try convert(
      folder.path("a." + ending), "-o", folder.path("c.mp4"), "--to", "sound")
    #expect(sound.code == 0)
    let length = try seconds(folder.path("c.mp4"))
    #expect(abs(length - 5) < 0.1)
  }

  @Test(arguments: ["mpeg4", "libx264"]) func noTimesAreNoDisorder(_ codec: String) throws {
    let path = folder.path("a.avi")
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "color=white:size=64x48:rate=25:duration=1", "-vf", "fade=d=1.2"]
        + ["-c:v", codec, "-bf", "2", "-pix_fmt", "yuv420p", path])
    for ending in ["mp4", "mkv"] {
      let made = folder.path("b." + ending)
      #expect(try convert(path, "-o", made).code == 0)
      let lumas = try FFmpegTool.lumas(made)
      #expect(lumas.count == 25 && zip(lumas, lumas.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test func withoutAStoredLengthItIsReadToTheEnd() throws {
    let muted = try film("a.mkv", ["-live", "1"])
    #expect(try FFmpegTool.probe(muted, "format=duration") == ["N/A"])
    #expect(try convert(muted, "-o", folder.path("b.mp4")).code == 0)
    #expect(abs(try seconds(folder.path("b.mp4")) - 2) < 0.05)
    let broken = try film("c.mkv", Self.black + ["-live", "1"], sound: true)
    let made = try convert(broken, "-o", folder.path("d.mkv"))
    #expect(made.errors.contains("its image failed from 1.0 to 2.0 s"), "\(made.errors)")
    #expect(try FFmpegTool.lumas(folder.path("d.mkv")).count == 40)
  }

  @Test func aTrackWithoutPacketsIsNoSound() throws {
    let path = folder.path("a.mkv")
    try FFmpegTool.ffmpeg(
      Self.images + ["-f", "s16le", "-ac", "1", "-ar", "8000", "-i", "/dev/null", "-c:a"]
        + ["pcm_s16le", "-pix_fmt", "yuv420p", path])
    #expect(try FFmpegTool.probe(path, "stream=codec_type") == ["video", "audio"])
    let made = try convert(path, "-o", folder.path("b.mp4"), "--json")
    #expect(made.code == 0 && made.text.contains(#""direction":"imageToSound""#))
  }
}
