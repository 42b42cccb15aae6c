import Files
import Media
import TestSupport
import Testing

/// What was in a film looks and sounds in the new one as it did before.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FilmLookTests {
  private let folder = TemporaryFolder()
  private static let images = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=20:duration=1"]

  private func convert(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["convert", "--model", Material.run] + arguments)
  }

  @Test func aTurnedFilmStaysUpright() throws {
    let (flat, turned) = (folder.path("flat.mp4"), folder.path("turned.mp4"))
    try FFmpegTool.ffmpeg(Self.images + ["-pix_fmt", "yuv420p", flat])
    try FFmpegTool.ffmpeg(["-i", flat, "-metadata:s:v:0", "rotate=90", "-c", "copy", turned])
    for ending in ["mkv", "webm"] {
      #expect(try convert(turned, "-o", folder.path("a." + ending)).code == 0)
      #expect(
        try FFmpegTool.probe(folder.path("a." + ending), "stream=width,height") == ["48", "64"])
    }
    #expect(try convert(turned, "-o", folder.path("a.mp4")).code == 0)
    #expect(
      try FFmpegTool.probe(folder.path("a.mp4"), "stream_side_data=rotation")
        == FFmpegTool.probe(turned, "stream_side_data=rotation"))
  }

  @Test(arguments: ["bt709", "smpte170m"]) func coloursStayAsTheyAre(_ space: String) throws {
    let path = folder.path("a.mp4")
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=20:duration=2", "-f", "lavfi", "-i"]
        + ["sine=440:r=16000:d=2", "-vf"]
        + ["drawbox=t=fill:color=black:enable='gte(t,1)',scale=out_color_matrix=\(space)"]
        + ["-pix_fmt", "yuv420p", "-colorspace", space, "-color_primaries", space, "-color_trc"]
        + [space, path])
    let entries = "stream=color_range,color_space,color_transfer,color_primaries"
    for ending in ["mp4", "mkv", "webm"] {
      let made = folder.path("b." + ending)
      #expect(try convert(path, "-o", made).code == 0)
      #expect(try FFmpegTool.probe(made, entries).prefix(2) == ["tv", space])
      let (before, after) = (try FFmpegTool.lumas(path), try FFmpegTool.lumas(made))
      #expect(before.count == 40 && after.count == 40)
      #expect(zip(before, after).prefix(20).allSatisfy { abs($0 - $1) < 2 })
    }
    let sound = try folder.file("tone.wav", Material.wav())
    #expect(try convert(sound, "-o", folder.path("new.mp4")).code == 0)
    #expect(
      try FFmpegTool.probe(folder.path("new.mp4"), entries) == ["tv", "bt709", "bt709", "bt709"])
  }

  @Test func oddSidesAreMadeEvenOnlyWhereImagesAreCodedAnew() throws {
    let path = folder.path("a.mkv")
    try FFmpegTool.ffmpeg(
      ["-f", "lavfi", "-i", "testsrc=size=65x49:rate=20:duration=1", "-c:v", "ffv1", path])
    for (ending, sides) in [
      ("mp4", ["66", "50"]), ("webm", ["66", "50"]), ("mkv", ["65", "49"]),
    ] {
      let made = folder.path("b." + ending)
      #expect(try convert(path, "-o", made).code == 0)
      #expect(try FFmpegTool.probe(made, "stream=width,height") == sides)
    }
  }

  @Test(arguments: [9, 10, 16, 24]) func manyChannelsBecomeOne(_ count: Int) throws {
    let tones = [String](repeating: "0.2*sin(2764*t)", count: count).joined(separator: "|")
    let source = ["-f", "lavfi", "-i", "aevalsrc=\(tones):s=16000:d=1", "-c:a", "pcm_s16le"]
    let (sound, film) = (folder.path("a.wav"), folder.path("a.mkv"))
    try FFmpegTool.ffmpeg(source + [sound])
    try FFmpegTool.ffmpeg(
      Self.images + source + ["-vf", "drawbox=t=fill:color=black", "-pix_fmt", "yuv420p", film])
    for (input, ending) in [(sound, "mp4"), (sound, "webm"), (film, "mp4")] {
      let made = folder.path("b." + ending)
      let result = try convert(input, "-o", made, "--force")
      #expect(result.code == 0, "\(result.errors)")
      #expect(try FFmpegTool.probe(made, "stream=channels") == ["1"])
    }
    // All of it is kept where the film can hold it.
    #expect(try convert(film, "-o", folder.path("b.mkv")).code == 0)
    #expect(try FFmpegTool.probe(folder.path("b.mkv"), "stream=channels") == ["\(count)"])
  }

  @Test func textsOfAnyLengthAreRead() throws {
    let path = folder.path("a.mkv")
    let text = String(repeating: "long ", count: 300_000)
    let tags = try folder.file("tags", Array(";FFMETADATA1\ntitle=\(text)\ncomment=\(text)\n".utf8))
    try FFmpegTool.ffmpeg(
      Self.images + ["-i", tags, "-map_metadata", "1", "-pix_fmt", "yuv420p", path])
    #expect(try convert(path, "-o", folder.path("b.mp4")).code == 0)
    let info = try BuiltProgram.run(["info", "--json", path])
    #expect(info.code == 0 && info.output.count > 1_000_000)
  }

  @Test func aSoundOfOneSampleMakesAFilm() throws {
    let sound = try folder.file(
      "a.wav", Material.wav(Sound(samples: [0.5], sampleRate: 44_100)))
    for ending in ["mp4", "mkv", "webm"] {
      let made = try convert(sound, "-o", folder.path("a." + ending))
      #expect(made.code == 0 && made.errors.contains("(1 images)"), "\(made.errors)")
      #expect(try FFmpegTool.lumas(folder.path("a." + ending)).count == 1)
    }
    let film = folder.path("film.mkv")
    try FFmpegTool.ffmpeg(
      Self.images + ["-i", sound, "-c:a", "pcm_s16le", "-pix_fmt", "yuv420p", film])
    let whole = try convert(film, "-o", folder.path("b.mp4"))
    // Nearly all of its sound is missing.
    #expect(whole.code == 0 && whole.errors.contains("(1.00 s)"), "\(whole.errors)")
  }
}
