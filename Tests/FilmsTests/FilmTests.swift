import Files
import Films
import Media
import TestSupport
import Testing

/// Films that ffmpeg makes and reads; the suite is skipped, and says so, where it is missing.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason))) struct FilmTests {
  let folder = TemporaryFolder()

  /// A film of one colour a second, 32 x 16, with a tone unless it is to have no sound.
  private func makeFilm(_ name: String, _ colors: [String], withSound: Bool = true) throws -> String
  {
    let path = folder.path(name)
    let inputs = colors.flatMap { ["-f", "lavfi", "-i", "color=\($0):s=32x16:r=10:d=1"] }
    let joined = colors.indices.map { "[\($0):v]" }.joined() + "concat=n=\(colors.count)[v]"
    let sound = ["-f", "lavfi", "-i", "sine=440:r=8000:d=\(colors.count)"]
    try FFmpegTool.ffmpeg(
      inputs + (withSound ? sound : []) + ["-filter_complex", joined, "-map", "[v]"]
        + (withSound ? ["-map", "\(colors.count):a"] : [])
        + ["-c:v", "libx264", "-pix_fmt", "yuv420p", path])
    return path
  }

  /// All images of a film.
  private func images(_ frames: FilmFrames) throws -> [Image] {
    var images: [Image] = []
    while let image = try frames.next() { images.append(image) }
    return images
  }

  /// All samples of a sound.
  private func samples(_ sound: FilmSound) throws -> [Float] {
    var samples: [Float] = []
    while case let piece = try sound.read(maximumFrames: 1000), !piece.isEmpty { samples += piece }
    return samples
  }

  private func isNearly(_ color: Image.Color, _ red: Int, _ green: Int, _ blue: Int) -> Bool {
    abs(Int(color.red) - red) < 8 && abs(Int(color.green) - green) < 8
      && abs(Int(color.blue) - blue) < 8
  }

  @Test func whatAFilmHoldsIsDescribed() throws {
    let found = try Film(makeFilm("a.mp4", ["red", "blue"]))
    #expect(abs(found.seconds - 2) < 0.1 && found.hasSound)
    let stream = try #require(found.imageStream)
    #expect(stream.width == 32 && stream.height == 16)
    #expect(stream.rate == Film.Rate(images: 10, seconds: 1) && stream.codec == "h264")
    #expect(try !Film(makeFilm("b.mkv", ["red"], withSound: false)).hasSound)
  }

  @Test func aTurnedFilmHasTheSidesThatAreSeen() throws {
    let turned = folder.path("turned.mp4")
    try FFmpegTool.ffmpeg(
      ["-i", makeFilm("a.mp4", ["red"]), "-metadata:s:v:0", "rotate=90", "-c", "copy", turned])
    let stream = try #require(try Film(turned).imageStream)
    #expect(stream.width == 16 && stream.height == 32)
  }

  @Test func framesComeAtTheRateThatIsAskedFor() throws {
    let film = try Film(makeFilm("a.mp4", ["red", "blue"]))
    for (rate, count) in [(10, 20), (5, 10), (20, 40)] {
      let found = try images(FilmFrames(film, rate: .init(images: rate, seconds: 1)))
      #expect(abs(found.count - count) <= 1, "\(rate)")
      #expect(isNearly(found[0][16, 8], 254, 0, 0) && isNearly(found[count - 2][16, 8], 0, 0, 254))
    }
  }

  @Test func framesCanBeginLaterAndGoOnForEver() throws {
    let film = try Film(makeFilm("a.mp4", ["red", "blue"]))
    let tenth = Film.Rate(images: 10, seconds: 1)
    let late = try images(FilmFrames(film, rate: tenth, from: 1.5))
    #expect(abs(late.count - 5) <= 1 && isNearly(late[0][16, 8], 0, 0, 254))
    #expect(try images(FilmFrames(film, rate: tenth, from: 5, isRest: true)).isEmpty)
    let endless = try FilmFrames(film, rate: tenth, isEndless: true)
    for _ in 0..<30 { #expect(try endless.next() != nil) }
  }

  @Test func soundComesAsOneChannelAtAnyRate() throws {
    let film = try Film(makeFilm("a.mkv", ["red", "blue"]))
    for rate in [8000, 16_000] {
      let found = try samples(FilmSound(film, sampleRate: rate))
      #expect(abs(found.count - 2 * rate) < rate / 10, "\(rate)")
      #expect(found.contains { $0 > 0.05 } && found.allSatisfy { abs($0) <= 1 })
    }
    let late = try samples(FilmSound(film, sampleRate: 8000, from: 1.5))
    #expect(abs(late.count - 4000) < 800)
  }

  @Test func aMissingPartIsNamed() throws {
    let path = try makeFilm("a.mp4", ["red"], withSound: false)
    #expect(throws: Failure(.badInput, path, "a film without a sound")) {
      try FilmSound(Film(path), sampleRate: 8000)
    }
    let sound = folder.path("sound.m4a")
    try FFmpegTool.ffmpeg(["-f", "lavfi", "-i", "sine=440:d=1", sound])
    #expect(throws: Failure(.badInput, sound, "a film without an image")) {
      try FilmFrames(Film(sound), rate: .init(images: 1, seconds: 1))
    }
  }

  @Test func blackIsAGapAndDarkIsNot() throws {
    let film = try Film(makeFilm("a.mp4", ["gray", "black", "0x303030", "white"]))
    let gaps = try FilmGaps(film, #require(film.imageStream))
    #expect(gaps.stretches.count == 1 && gaps.rate == .init(images: 10, seconds: 1))
    let gap = try #require(gaps.stretches.first)
    #expect(abs(gap.lowerBound - 1) < 0.01 && abs(gap.upperBound - 2) < 0.01)
  }

  @Test(arguments: ["mp4", "mkv", "webm", "mov"])
  func imagesAndASoundBecomeAFilm(ending: String) throws {
    let path = folder.path("made." + ending)
    let sound = folder.path("a.wav")
    try SoundFile.write(
      Sound(samples: (0..<16_000).map { Float($0 % 40) / 80 }, sampleRate: 8000), to: sound,
      replacing: false)
    let writer = try FilmWriter(
      path, named: "the film", width: 31, height: 15, rate: .init(images: 10, seconds: 1),
      sound: KeptSound(of: MediaInput(sound)), comment: "told = \"once\"")
    for index in 0..<20 {
      let level = UInt8(index * 10)
      let color = Image.Color(red: level, green: level, blue: level)
      try writer.append(Image(width: 31, height: 15, filledWith: color))
    }
    try writer.finish()
    let made = try Film(path)
    #expect(made.comment == "told = \"once\"" && abs(made.seconds - 2) < 0.2 && made.hasSound)
    // Coded images have even sides.
    #expect(made.imageStream?.width == 32 && made.imageStream?.height == 16)
  }

  @Test func aSoundIsAddedToImagesThatStayAsTheyAre() throws {
    let source = try makeFilm("a.mp4", ["red", "blue"], withSound: false)
    let path = folder.path("made.mp4")
    let writer = try FilmWriter(
      path, named: "the film", imagesOf: Film(source), sampleRate: 8000, comment: "a")
    for _ in 0..<16 { try writer.append([Float](repeating: 0.25, count: 1000)) }
    try writer.finish()
    let found = try Film(path)
    #expect(found.hasSound && found.soundCodec == "aac")
    // Times may be counted otherwise; sizes and checksums of what is coded are the same.
    func packets(_ path: String) throws -> [String] {
      try FFmpegTool.packets(of: path, "v").split(separator: "\n").filter { !$0.hasPrefix("#") }
        .map { $0.split(separator: ",").suffix(2).joined(separator: ",") }
    }
    #expect(try packets(path) == packets(source))
  }

  @Test func equalImagesGiveEqualFilms() throws {
    let paths = ["one.mp4", "two.mp4"].map(folder.path)
    for path in paths {
      let writer = try FilmWriter(
        path, named: "the film", width: 16, height: 16, rate: .init(images: 25, seconds: 1),
        sound: nil, comment: "a")
      for _ in 0..<5 { try writer.append(Image(width: 16, height: 16, filledWith: .white)) }
      try writer.finish()
    }
    #expect(try InputFile.read(paths[0]) == InputFile.read(paths[1]))
  }

  @Test func aFilmThatCannotBeWrittenIsNamed() throws {
    let writer = try FilmWriter(
      folder.path("no/such/folder.mp4"), named: "the film", width: 16, height: 16,
      rate: .init(images: 25, seconds: 1), sound: nil, comment: "a")
    let failure = #expect(throws: Failure.self) {
      for _ in 0..<5 { try writer.append(Image(width: 16, height: 16, filledWith: .white)) }
      try writer.finish()
    }
    #expect(failure?.kind == .inputOutput && failure?.subject == "the film")
    #expect(failure?.problem.hasPrefix("ffmpeg cannot write the film (") == true)
  }
}
