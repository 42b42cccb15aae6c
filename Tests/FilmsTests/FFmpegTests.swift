import Files
import Films
import TestSupport
import Testing

@Suite struct FFmpegTests {
  @Test(arguments: [
    ("moov atom not found", "moov atom not found"),
    ("[mov,mp4 @ 0x55d0c0ffee00] moov atom not found", "moov atom not found"),
    (
      "file:a.mp4: Invalid data found when processing input",
      "Invalid data found when processing input"
    ),
    ("a.mp4: Invalid data found", "Invalid data found"),
    ("[in#0 @ 0x1] file:a.mp4: End of file", "End of file"),
    ("[unclosed", "[unclosed"),
  ])
  func itsWordsAreToldWithoutPlacesInMemoryAndNames(said: String, told: String) {
    let failure = Failure(.badInput, "a.mp4", "a film that ffmpeg cannot read (\(told))")
    #expect(FFmpeg.unreadable("a.mp4", said) == failure)
  }

  @Test(arguments: [
    "Cannot allocate memory", "x264 [error]: malloc of size 1500068 failed",
    "libx.so: failed to map segment from shared object", "it was ended by signal 9",
  ])
  func lackOfMemoryIsNotBlamedOnTheFile(said: String) {
    #expect(
      FFmpeg.unreadable("a.mp4", said)
        == Failure(.resources, nil, "not enough memory for ffmpeg (\(said))"))
  }

  @Test func aPathIsNeverTakenForAnOptionOrAnAddress() {
    #expect(FFmpeg.input("-y") == ["-i", "file:-y"])
    #expect(FFmpeg.input("http://there/a.mp4") == ["-i", "file:http://there/a.mp4"])
  }

  @Test(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
  func whatIsNoFilmIsRefused() throws {
    let folder = TemporaryFolder()
    let path = folder.path("a.mp4")
    try OutputFile.write(
      "this is text, and long enough to be looked at", to: path, replacing: false)
    let failure = #expect(throws: Failure.self) { try Film(path) }
    #expect(failure?.kind == .badInput && failure?.subject == path)
    #expect(failure?.problem.hasPrefix("a film that ffmpeg cannot read (") == true)
    #expect(failure?.problem.contains(path) == false)
  }
}
