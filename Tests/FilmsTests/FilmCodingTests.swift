import Films
import Testing

@Suite struct FilmCodingTests {
  @Test(arguments: [
    ("a.mp4", "h264", true), ("a.mp4", "hevc", true), ("a.mp4", "vp8", false),
    ("a.MOV", "mpeg4", true), ("a.mov", "vp9", false), ("a.m4v", "h264", true),
    ("a.m4v", "hevc", false), ("a.webm", "vp9", true), ("a.webm", "h264", false),
    ("a.mkv", "anything", true), ("a.other", "h264", false),
  ])
  func imagesAreCopiedWhereTheNewFilmCanHoldThem(path: String, codec: String, isCopied: Bool) {
    let coding = FilmCoding(path)
    let words = coding.images(keeping: codec)
    #expect(words.starts(with: isCopied ? ["-c:v", "copy"] : coding.images))
    // Players of Apple know HEVC by this name only.
    #expect(words.contains("hvc1") == (isCopied && codec == "hevc"))
  }

  @Test(arguments: [("a.mkv", false), ("a.webm", false), ("a.mp4", true), ("a.mov", true)])
  func turnedImagesAreCopiedWhereTheNewFilmCanSayThatTheyAre(path: String, isCopied: Bool) {
    let codec = path.hasSuffix("webm") ? "vp9" : "h264"
    let words = FilmCoding(path).images(keeping: codec, isTurned: true)
    #expect(words.starts(with: ["-c:v", "copy"]) == isCopied)
  }

  @Test func channelsBeyondEightBecomeOne() {
    #expect(!FilmCoding("a.mp4").sound(keeping: nil, channels: 8).contains("-af"))
    let words = FilmCoding("a.webm").sound(keeping: nil, channels: 10)
    #expect(words.first == "-af" && words[1].hasPrefix("pan=mono|c0=0.1*c0+0.1*c1+"))
    #expect(words[1].hasSuffix("+0.1*c9"))
    #expect(FilmCoding("a.mkv").sound(keeping: "pcm_s16le", channels: 10) == ["-c:a", "copy"])
  }

  @Test(arguments: [
    ("a.mp4", "aac", true), ("a.mp4", "opus", false), ("a.m4v", "mp3", false),
    ("a.mov", "mp3", true), ("a.webm", "opus", true), ("a.webm", "aac", false),
    ("a.mkv", "flac", true),
  ])
  func soundIsCopiedWhereTheNewFilmCanHoldIt(path: String, codec: String, isCopied: Bool) {
    let words = FilmCoding(path).sound(keeping: codec)
    #expect((words == ["-c:a", "copy"]) == isCopied)
  }

  @Test func whatIsNewIsCodedAsTheEndingUsesIt() {
    #expect(FilmCoding("a.mp4").images(keeping: nil).prefix(2) == ["-c:v", "libx264"])
    #expect(FilmCoding("a.mp4").sound(keeping: nil).prefix(2) == ["-c:a", "aac"])
    #expect(FilmCoding("a.webm").images(keeping: nil).prefix(2) == ["-c:v", "libvpx-vp9"])
    #expect(FilmCoding("a.webm").sound(keeping: nil).prefix(2) == ["-c:a", "libopus"])
  }

  @Test func theNumberOfThreadsIsFixedSoThatEqualImagesGiveEqualBytes() {
    for path in ["a.mp4", "a.webm", "a.mkv"] {
      #expect(FilmCoding(path).images.suffix(2) == ["-threads", "4"])
    }
  }
}
