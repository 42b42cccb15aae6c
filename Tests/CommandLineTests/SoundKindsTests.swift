import Files
import Media
import Orchestra
import TestSupport
import Testing

/// Every command that reads sounds says the same of what a file is.
@Suite struct SoundKindsTests {
  /// A kind of file, how ffmpeg makes one, and whether it is a sound.
  struct Kind: Sendable, CustomTestStringConvertible {
    let name: String
    var words: [String] = []
    var named = ""
    var testDescription: String { name }
    var isSound: Bool { named.isEmpty }
  }

  static let kinds = [
    Kind(name: "a.wav"), Kind(name: "b.wav", words: ["-c:a", "pcm_f32le"]),
    Kind(name: "c.wav", words: ["-c:a", "adpcm_ima_wav"]),
    Kind(name: "d.wav", words: ["-rf64", "always"]), Kind(name: "a.w64"), Kind(name: "a.flac"),
    Kind(name: "a.ogg", words: ["-c:a", "libvorbis"]),
    Kind(name: "b.ogg", words: ["-c:a", "flac"]),
    Kind(name: "a.opus"), Kind(name: "a.mp3"), Kind(name: "a.mp2"), Kind(name: "a.aiff"),
    Kind(name: "a.au"), Kind(name: "a.caf"), Kind(name: "a.m4a"),
    Kind(name: "a.mp4", words: ["-c:a", "aac"]), Kind(name: "b.m4a", words: ["-c:a", "alac"]),
    Kind(name: "a.mka", words: ["-c:a", "libopus"]),
    Kind(name: "a.webm", words: ["-c:a", "libvorbis"]),
    Kind(name: "a.wma"), Kind(name: "a.aac"),
    Kind(name: "text.wav", named: "plain text"), Kind(name: "zip.mp3", named: "a zip archive"),
    Kind(name: "other.flac", named: "an unknown kind of file"),
    Kind(name: "film.wav", named: "an MP4 film"),
  ]

  /// The path of a file of a kind.
  private func file(_ kind: Kind, in folder: TemporaryFolder) throws -> String {
    let path = folder.path(kind.name)
    switch kind.name {
    case "text.wav": return try folder.file(kind.name, Array("once upon a time".utf8))
    case "zip.mp3": return try folder.file(kind.name, Array("PK\u{3}\u{4}".utf8))
    case "other.flac": return try folder.file(kind.name, [1, 2, 3, 4, 5, 6, 7, 8])
    case "film.wav":
      try FFmpegTool.ffmpeg(
        ["-f", "lavfi", "-i", "testsrc=size=32x32:rate=5:duration=1", "-f", "mp4", path])
    default:
      let tone = try folder.file("tone.in", Material.wav())
      try FFmpegTool.ffmpeg(["-i", tone] + kind.words + [path])
    }
    return path
  }

  @Test(.enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)), arguments: kinds)
  func commandsAgreeOnWhatAFileIs(_ kind: Kind) throws {
    let folder = TemporaryFolder()
    let path = try file(kind, in: folder)
    let image = try folder.file("image.png", Material.png())
    let commands = [
      ["info", path], ["spectrogram", path, "-o", folder.path("s.png")],
      ["convert", "--model", Material.run, path, "-o", folder.path("c.png")],
      ["match", "--model", Material.run, path, image],
      ["match", "--model", Material.run, image, path], ["classify", path],
    ]
    for command in commands {
      let result = try BuiltProgram.run(command)
      if kind.isSound {
        #expect(result.code == 0, "\(command[0]): \(result.errors)")
      } else if kind.name != "film.wav" || !["info", "convert"].contains(command[0]) {
        // These two read films as films.
        #expect([64, 65].contains(result.code), "\(command[0])")
        #expect(result.errors.contains(kind.named), "\(command[0]): \(result.errors)")
      }
    }
  }

  /// A data set says it of a file with the name of a sound.
  @Test(
    .enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)),
    arguments: kinds.filter { !["a.mp4", "a.webm"].contains($0.name) })
  func dataSetsAgree(_ kind: Kind) throws {
    let folder = TemporaryFolder()
    let path = try file(kind, in: folder)
    for split in ["train", "validation"] {
      for name in ["a", "b"] {
        for part in ["img", "chunk"] {
          try Folder.create(folder.path("set/\(part)/\(split)/\(name)"))
        }
        _ = try folder.file(
          "set/img/\(split)/\(name)/1.png", Material.png(width: name == "a" ? 40 : 44))
        let ending = kind.name.split(separator: ".").last ?? ""
        _ = try folder.file("set/chunk/\(split)/\(name)/1.\(ending)", InputFile.read(path))
      }
    }
    let result = try BuiltProgram.run(["data", "check", folder.path("set")])
    let isRefused = result.errors.contains("not a sound (\(kind.named)")
    #expect(isRefused != kind.isSound, "\(result.errors)")
  }
}
