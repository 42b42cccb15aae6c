import DataSets
import Files
import Glibc
import Media
import TestSupport
import Testing

@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FilmImportTests {
  private let folder = TemporaryFolder()

  /// A film of ten images a second, gray n in the n-th tenth of a second, and a tone whose frequency is
  /// told by its half second.
  private func film(_ name: String, seconds: Double = 2) throws -> String {
    try Folder.create(Folder.parent(of: folder.path(name)))
    try FFmpegTool.ffmpeg([
      "-f", "lavfi", "-i", "color=black:size=40x30:rate=10:duration=\(seconds)", "-f", "lavfi",
      "-i", "aevalsrc=0.5*sin(2*PI*400*(1+floor(2*t))*t):s=44100:d=\(seconds)", "-vf",
      "geq=lum='20+8*N':cb=128:cr=128", "-c:v", "libx264", "-crf", "1", "-pix_fmt", "yuv420p",
      "-c:a", "flac", folder.path(name),
    ])
    return folder.path(name)
  }

  private func imported(_ source: String, to name: String, size: Int = 8) throws
    -> DataSetImport.Summary
  {
    try DataSetImport(imageSize: size).run(source, to: folder.path(name))
  }

  /// Makes of an import that is done one that was interrupted before its end.
  private func interrupt(_ name: String, of source: String) throws {
    unlink(folder.path("\(name)/manifest.jsonl"))
    try OutputFile.write(
      JSONValue.object([
        .init("command", "import"), .init("source", .string(source)), .init("size", 8),
        .init("films", true),
      ]).encoded() + "\n", to: folder.path("\(name)/unfinished.json"), replacing: false)
  }

  @Test func everyHalfSecondGivesItsSoundAndItsFirstImage() throws {
    let summary = try imported(film("a.mkv", seconds: 2.3), to: "pairs")
    #expect(summary.layout == "films" && summary.training == 4 && summary.validation == 0)
    for (number, name) in ["a_0", "a_500", "a_1000", "a_1500"].enumerated() {
      let image = try ImageFile.read(folder.path("pairs/img/train/\(name).png"))
      // Luma of 16 to 235 is gray of 0 to 255.
      let gray = Double(20 + 8 * 5 * number - 16) * 255 / 219
      #expect(abs(Double(image[4, 4].green) - gray) < 4, "\(name): \(image[4, 4])")
      let clip = try SoundFile.read(folder.path("pairs/chunk/train/\(name).wav"))
      #expect(clip.samples.count == 22_050 && clip.sampleRate == 44_100)
      let crossings = zip(clip.samples, clip.samples.dropFirst()).filter { $0 < 0 && $1 >= 0 }
      #expect(abs(crossings.count - 200 * (number + 1)) <= 2)
    }
    let set = try DataSetLayout.open(folder.path("pairs"))
    #expect(set.training.map(\.stem).sorted() == ["a_0", "a_1000", "a_1500", "a_500"])
  }

  @Test func filmsBelowFoldersHaveClassesAndNoneIsInBothSplits() throws {
    for name in ["violin/a", "violin/b", "tuba/c", "tuba/d"] { _ = try film("films/\(name).mkv") }
    let summary = try imported(folder.path("films"), to: "pairs")
    #expect(summary.classes == 2 && summary.training == 8 && summary.validation == 8)
    let set = try DataSetLayout.open(folder.path("pairs"))
    let trained = Set(set.training.map { $0.stem.prefix(1) })
    #expect(trained.isDisjoint(with: Set(set.validation.map { $0.stem.prefix(1) })))
    #expect(set.classes == ["tuba", "violin"])

    for name in ["train/a", "validation/b"] { _ = try film("named/\(name).mkv", seconds: 1) }
    let named = try imported(folder.path("named"), to: "named-pairs")
    #expect(named.training == 2 && named.validation == 2 && named.classes == 0)
  }

  @Test func whatWasInterruptedGoesOn() throws {
    let path = try film("a.mkv")
    _ = try imported(path, to: "whole")
    _ = try imported(path, to: "pairs")
    // As if it had been interrupted after the second pair.
    let all = try Folder.names(in: folder.path("pairs/img/train"))
    for name in ["a_1000", "a_1500"] {
      unlink(folder.path("pairs/img/train/\(name).png"))
    }
    try interrupt("pairs", of: path)
    let summary = try imported(path, to: "pairs")
    #expect(summary.kept == 2 && summary.training == 4)
    for name in all {
      let places = ["whole", "pairs"].map { folder.path("\($0)/img/train/\(name)") }
      #expect(try InputFile.read(places[0]) == InputFile.read(places[1]))
    }
  }

  @Test func aFilmWhoseSoundEndsEarlyGoesOnToo() throws {
    try FFmpegTool.ffmpeg([
      "-f", "lavfi", "-i", "testsrc=size=32x32:rate=10:duration=3", "-f", "lavfi", "-i",
      "sine=440:r=44100:d=1", "-c:a", "flac", folder.path("a.mkv"),
    ])
    let path = folder.path("a.mkv")
    let first = try imported(path, to: "pairs")
    #expect(first.training == 2)
    try interrupt("pairs", of: path)
    let again = try imported(path, to: "pairs")
    #expect(again.kept == 2 && again.training == 2)
  }

  @Test func aFilmThatCannotBeCutIsNamed() throws {
    try FFmpegTool.ffmpeg([
      "-f", "lavfi", "-i", "testsrc=duration=1:size=32x32", folder.path("mute.mp4"),
    ])
    let failure = try #require(throws: Failure.self) {
      try imported(folder.path("mute.mp4"), to: "x")
    }
    #expect(failure.kind == .badInput)
    #expect(failure.description == "\(folder.path("mute.mp4")): a film without a sound")
    #expect(!InputFile.exists(folder.path("x")))
  }
}
