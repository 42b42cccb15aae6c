import Files
import Foundation
import Media
import Orchestra
import TestSupport
import Testing

/// `cmcgan-classify` with many files and folders: a line for each, in a table.
@Suite struct ClassifyManyTests {
  private let folder = TemporaryFolder()

  private func classify(_ arguments: [String]) throws -> BuiltProgram {
    try BuiltProgram.run(
      [
        "classify", "--model", Material.run, "--classifier",
        ClassifyCommandTests.classifier.get(),
      ] + arguments)
  }

  /// What the command says of one file alone.
  private func alone(_ path: String) throws -> JSONValue {
    try StrictJSON.parse(classify([path, "--json"]).text, subject: path)
  }

  /// The line of a file, as the command's answer about it alone makes it.
  private func line(_ path: String, width: Int) throws -> String {
    let found = try alone(path)
    let name = found["class"]?.text ?? ""
    func number(_ value: JSONValue?, _ decimals: Int) -> String {
      String(format: "%.\(decimals)f", value?.number ?? -1)
    }
    func padded(_ text: String, _ width: Int) -> String {
      text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
    let isKnown = (found["familiarity"]?.number ?? 0) >= 0.05
    let cells = [
      padded(path, width), padded(name, 11), padded(number(found["probabilities"]?[name], 3), 11),
      padded(number(found["familiarity"], 2), 11),
      isKnown ? "" : "unlike anything the model knows",
    ]
    var text = cells.joined(separator: "  ")
    while text.last == " " { text.removeLast() }
    return text
  }

  @Test func everyFileHasItsLine() throws {
    try Folder.create(folder.path("all/inner"))
    let first = try folder.file("all/a.wav", Material.wav())
    let second = try folder.file("all/inner/b.png", Material.png())
    _ = try folder.file("all/notes.txt", Array("words".utf8))
    let last = try folder.file("c.wav", Material.wav(Material.tone(frequency: 600)))
    let found = try classify([folder.path("all"), last])
    #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
    let width = second.count
    let header =
      "file".padding(toLength: width, withPad: " ", startingAt: 0)
      + "  class        probability  familiarity  note"
    let lines = try [first, second, last].map { try line($0, width: width) }
    #expect(found.lines.map(String.init) == [header] + lines)
  }

  /// Two sounds are no pair, nor are a sound and an image that are to be classified one by one.
  @Test func twoFilesCanBeClassifiedOneByOne() throws {
    let sound = try folder.file("a.wav", Material.wav())
    let image = try folder.file("b.png", Material.png())
    let sounds = try classify([sound, sound])
    #expect(sounds.code == 0 && sounds.lines.count == 3 && sounds.lines[1] == sounds.lines[2])
    let pair = try classify([sound, image, "--json"])
    #expect(pair.lines.count == 1)
    let both = try classify([sound, image, "--json", "--one-by-one"])
    #expect(both.code == 0)
    let objects = try both.lines.map { try StrictJSON.parse(String($0), subject: "line") }
    #expect(try objects == [alone(sound), alone(image)])
    let one = try classify([sound, "--one-by-one", "--top", "2"])
    #expect(one.lines.count == 2 && one.lines[0].contains("  next classes  "))
  }

  @Test func theOthersAreClassifiedAfterABadOne() throws {
    let good = try folder.file("good.wav", Material.wav())
    let bad = try folder.file("bad.wav", Array("no sound".utf8))
    let found = try classify([good, bad, good])
    #expect(found.code == 1 && found.lines.count == 3)
    #expect(found.errors.hasPrefix("error: \(bad): neither a sound nor an image (plain text;"))
    #expect(found.errors.hasSuffix("error: 1 of 3 inputs failed\n"))
    try Folder.create(folder.path("empty"))
    let none = try classify([folder.path("empty")])
    #expect(none.code == 65 && none.output.isEmpty)
    #expect(none.errors == "error: \(folder.path("empty")): a folder without a sound or an image\n")
  }

  @Test func whatIsOddStandsInTheTable() throws {
    let silence = Sound(samples: [Float](repeating: 0, count: 16_000), sampleRate: 16_000)
    let path = try folder.file("silence.wav", Material.wav(silence))
    let found = try classify([path, "--one-by-one"])
    #expect(found.code == 0 && found.errors.isEmpty)
    #expect(found.lines[1].hasSuffix("  is silent (peak below -60 dB of full scale)"))
  }

  @Test(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
  func soundsThatNeedFFmpegAreAmongThem() throws {
    let wav = try folder.file("tone.wav", Material.wav())
    try Folder.create(folder.path("sounds"))
    let coded = folder.path("sounds/tone.m4a")
    try FFmpegTool.ffmpeg(["-i", wav, coded])
    let found = try classify([folder.path("sounds")])
    #expect(found.code == 0 && found.lines.count == 2)
    #expect(found.lines[1].hasPrefix(coded))
    let image = try folder.file("image.png", Material.png())
    for arguments in [[coded, image], [image, folder.path("sounds")]] {
      let ranked = try BuiltProgram.run(["match"] + arguments)
      #expect(ranked.code == 0 && ranked.lines.count == 1, "\(ranked.errors)")
    }
  }
}
