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
    #expect(words == (isCopied ? ["-c:v", "copy"] : coding.images))
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
