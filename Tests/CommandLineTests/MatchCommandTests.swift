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

  /// The table has the first line that each file has alone.
  @Test func eachFileOfAFolderHasItsBestMatch() throws {
    try Folder.create(folder.path("sounds/inner"))
    try Folder.create(folder.path("images"))
    let sounds = try [
      folder.file("sounds/a.wav", Material.wav()),
      folder.file("sounds/inner/b.wav", Material.wav(Material.tone(frequency: 1_500))),
    ]
    for number in 1...3 {
      _ = try folder.file("images/\(number).png", Material.png(width: 20 + 10 * number))
    }
    let images = folder.path("images")
    let found = try match(folder.path("sounds"), images)
    #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
    let width = sounds[1].count
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: width - text.count)
    }
    let expected = try sounds.map { sound in
      let words = try match(sound, images, "--top", "1").text.split(separator: " ", maxSplits: 1)
      return "\(padded(sound))  \(words[0])  \(words[1].dropLast())"
    }
    #expect(found.lines.map(String.init) == ["\(padded("file"))  score  best match"] + expected)

    let objects = try match(folder.path("sounds"), images, "--top", "2", "--json").lines.map {
      try StrictJSON.parse(String($0), subject: "line")
    }
    #expect(objects.map { $0["query"]?.text } == [sounds[0], sounds[0], sounds[1], sounds[1]])
    #expect(objects.map { $0["rank"]?.wholeNumber } == [1, 2, 1, 2])

    let bad = try folder.file("sounds/bad.wav", Array("no sound".utf8))
    let others = try match(folder.path("sounds"), images)
    #expect(others.code == 1 && others.lines.count == 3)
    #expect(others.errors.hasPrefix("error: \(bad): neither a sound nor an image"))
    #expect(others.errors.hasSuffix("error: 1 of 6 files could not be read\n"))
    _ = try folder.file("sounds/seen.png", Material.png())
    let mixed = try match(folder.path("sounds"), images)
    #expect(mixed.code == 64)
    #expect(
      mixed.errors == "error: \(folder.path("sounds")): a folder with sounds and images; "
        + "one with sounds only or images only is needed\n")
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
