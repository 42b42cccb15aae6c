import Files
import TestSupport
import Testing

/// Every command says the same of what a file is, whatever it does with it.
///
/// `SoundKindsTests` and `ImageVerdictTests` go through all kinds of sounds and of images; here each kind
/// meets all commands, also those that cannot use it.
@Suite(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)))
struct FileVerdictTests {
  /// A file under a name that promises something else.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    /// What `info` says; nil where it refuses the file.
    let kind: String?
    let named: String
    var testDescription: String { name }
  }

  static let kinds = [
    Kind(name: "wav.png", kind: "sound", named: "a WAV sound"),
    Kind(name: "m4a.jpg", kind: "sound", named: "an M4A sound"),
    Kind(name: "png.wav", kind: "image", named: "a PNG image"),
    Kind(name: "gif.mp3", kind: nil, named: "a GIF image"),
    Kind(name: "film.wav", kind: "film", named: "an MP4 film"),
    Kind(name: "text.png", kind: nil, named: "plain text"),
  ]

  private let folder = TemporaryFolder()

  private func file(_ kind: Kind) throws -> String {
    let path = folder.path(kind.name)
    switch kind.name {
    case "wav.png": return try folder.file(kind.name, Material.wav())
    case "png.wav": return try folder.file(kind.name, Material.png())
    case "gif.mp3":
      return try folder.file(kind.name, Array("GIF89a".utf8) + [UInt8](repeating: 0, count: 99))
    case "text.png": return try folder.file(kind.name, Array("once upon a time".utf8))
    case "m4a.jpg":
      try FFmpegTool.ffmpeg(
        ["-f", "lavfi", "-i", "sine=440:r=16000:d=1", "-c:a", "aac", "-f", "mp4", path])
    default:
      try FFmpegTool.ffmpeg(
        ["-f", "lavfi", "-i", "testsrc=size=32x32:rate=5:duration=1", "-f", "lavfi", "-i"]
          + ["sine=440:r=16000:d=1", "-pix_fmt", "yuv420p", "-f", "mp4", path])
    }
    return path
  }

  @Test(arguments: kinds) func commandsAgreeOnWhatAFileIs(_ kind: Kind) throws {
    let path = try file(kind)
    let sound = try folder.file("sound", Material.wav())
    let image = try folder.file("image", Material.png())
    let convert = ["convert", "--model", Material.run]
    let match = ["match", "--model", Material.run]
    let commands: [(words: [String], reads: [String])] = [
      (["info", path], ["sound", "image", "film"]),
      (
        ["classify", path, "--model", Golden.repository + "/data/default.safetensors"],
        ["sound", "image"]
      ),
      (["spectrogram", path, "-o", folder.path("s.png")], ["sound"]),
      (match + [path, sound], ["image"]), (match + [path, image], ["sound"]),
      (match + [sound, path], ["image"]), (match + [image, path], ["sound"]),
      (convert + [path, "-o", folder.path("c/")], ["sound", "image"]),
      (
        convert + [path, "-o", folder.path("d.png"), "--to", "image"], ["sound", "image", "film"]
      ),
      (convert + [sound, "-o", folder.path("e.png"), "--like", path], ["image"]),
      (convert + [image, "-o", folder.path("e.wav"), "--like", path], ["sound"]),
      (
        convert + [sound, path, "--morph", "3", "-o", folder.path("f.png")],
        ["sound", "image", "film"]
      ),
    ]
    for (words, reads) in commands {
      let result = try BuiltProgram.run(words)
      let call = words.prefix { $0 != Material.run }.joined(separator: " ")
      if kind.kind.map(reads.contains) ?? false {
        #expect(result.code == 0, "\(call): \(result.errors)")
      } else if kind.kind == "film", words.contains(folder.path("c/")) {
        // A film in which nothing is missing.
        #expect(result.code == 65)
      } else {
        #expect([1, 64, 65].contains(result.code), "\(call): \(result.code)")
        let isNamed =
          result.errors.contains(kind.named)
          // Of an example the modality counts; of two inputs of one modality the second is refused.
          || words.contains("--like")
            && result.errors.contains("the modality of the result (it is a")
          || words[0] == "match" && result.errors.contains(" is needed")
        #expect(isNamed, "\(call): \(result.errors)")
      }
    }
    let info = try BuiltProgram.run(["info", "--json", path])
    if let expected = kind.kind { #expect(info.text.contains(#""kind":"\#(expected)""#)) }
  }
}
