import Files
import Glibc
import Media
import Orchestra
import TestSupport
import Testing

@Suite struct MatchCommandTests {
  private let folder = TemporaryFolder()

  private func match(_ arguments: String...) throws -> BuiltProgram {
    try BuiltProgram.run(["match"] + arguments)
  }

  @Test func candidatesOfTheOtherModalityAreRanked() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    try Folder.create(folder.path("all/inner"))
    _ = try folder.file("all/b.png", Material.png())
    _ = try folder.file("all/inner/a.png", Material.png(width: 30))
    _ = try folder.file("all/other.wav", Material.wav())
    _ = try folder.file("all/notes.txt", Array("words".utf8))
    symlink(".", folder.path("all/loop"))
    symlink("..", folder.path("all/inner/loop"))
    // The default model holds a classifier, the run a discriminator.
    for arguments in [[], ["--model", Material.run]] {
      let made = try BuiltProgram.run(["match", sound, folder.path("all"), "--json"] + arguments)
      #expect(made.code == 0, "\(made.errors)")
      let lines = try made.lines.map { try StrictJSON.parse(String($0), subject: "output") }
      #expect(lines.map { $0["rank"]?.wholeNumber } == [1, 2])
      #expect(
        Set(lines.compactMap { $0["file"]?.text })
          == [folder.path("all/b.png"), folder.path("all/inner/a.png")])
      let scores = lines.compactMap { $0["score"]?.number }
      #expect(scores.allSatisfy { (0...1).contains($0) } && scores[0] >= scores[1])
      let evaluator = arguments.isEmpty ? "classifier" : "discriminator"
      #expect(lines.allSatisfy { $0["evaluator"]?.text == evaluator })
    }
    let top = try match(sound, folder.path("all"), "--top", "1")
    #expect(top.lines.count == 1 && top.lines[0].hasSuffix(".png"))
  }

  @Test(.enabled(if: SharedData.path != nil, Comment(rawValue: SharedData.reason)))
  func soundsOfTheInstrumentInAImageComeFirst() throws {
    let data = try #require(SharedData.path)
    let images = data + "/sub-urmp/img/validation/tuba"
    let image = try #require(try Folder.files(in: images).first)
    let found = try match(image, data + "/phrases/tuba", data + "/phrases/flute")
    #expect(found.code == 0, "\(found.errors)")
    let isTuba = found.lines.map { $0.contains("/tuba/") }
    #expect(isTuba == isTuba.sorted { $0 && !$1 })
    #expect(isTuba.contains(true) && isTuba.contains(false))
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let broken = try folder.file("broken.png", Array(Material.png().prefix(60)))
    let empty = folder.path("empty")
    try Folder.create(empty)
    let none = try match(sound, empty)
    #expect(none.code == 65 && none.errors == "error: \(empty): no image to choose\n")
    let same = try match(sound, sound)
    #expect(same.code == 64)
    #expect(same.errors == "error: \(sound): is a WAV sound, an image is needed\n")
    let some = try match(sound, broken)
    #expect(some.code == 1)
    #expect(some.errors.hasSuffix("error: 1 of 1 candidates could not be read\n"))
    let evaluator = try match(sound, broken, "--by", "discriminator")
    #expect(evaluator.code == 65)
    #expect(evaluator.errors.contains("holds no pair discriminator"))
    #expect(try match(sound).code == 64)
    let first = try match(sound, broken, "--top", "0")
    #expect(first.code == 64)
    #expect(first.errors.contains("--top 0 is out of range (1 to 1000000)."))
  }
}
