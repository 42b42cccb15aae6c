import Files
import Foundation
import TestSupport
import Testing

/// Names of files as people have them: every file is used, or is named as left out.
@Suite struct NameTests {
  private let folder = TemporaryFolder()
  private static let (composed, decomposed) = ("\u{E9}.wav", "e\u{301}.wav")

  /// Writes a sound whose name is not UTF-8.
  private func writeLatin(_ part: String, _ bytes: [UInt8]) throws {
    let path = Array(folder.path(part).utf8) + Array("/caf".utf8) + [0xE9] + Array(".wav".utf8)
    let descriptor = open(path.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    #expect(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
  }

  private func writeSounds() throws -> String {
    try Folder.create(folder.path("in"))
    for name in ["a.wav", Self.composed, Self.decomposed] {
      _ = try folder.file("in/" + name, Material.wav())
    }
    try writeLatin("in", Material.wav())
    return folder.path("in")
  }

  @Test func aFolderIsConvertedAndWhatIsLeftOutIsNamed() throws {
    let source = try writeSounds()
    let made = try BuiltProgram.run(
      ["convert", "--model", Material.run, source, "-o", folder.path("out")])
    let left = source + #"/caf\xE9.wav: its name is not UTF-8, so it is left out. Rename it."#
    #expect(made.code == 1)
    #expect(made.errors.contains("error: \(left)\n"))
    #expect(made.errors.hasSuffix("error: 1 of 4 inputs failed (\(source)/caf\\xE9.wav)\n"))
    // Both forms of one name are files of their own.
    let names = try Folder.names(in: folder.path("out")).map { Array($0.utf8) }
    #expect(names == ["a.png", "e\u{301}.png", "\u{E9}.png"].map { Array($0.utf8) })
    let query = try folder.file("query.png", Material.png())
    let ranked = try BuiltProgram.run(["match", "--model", Material.run, query, source])
    #expect(ranked.code == 1 && ranked.lines.count == 3)
    #expect(
      ranked.errors == "error: \(left)\nerror: 1 of 4 candidates could not be read\n")
  }

  @Test func anArgumentThatIsNotUTF8IsRefused() throws {
    _ = try writeSounds()
    // Only a shell can pass such an argument on.
    for (command, name) in [("info", "caf"), ("convert -o", "new")] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", "exec \"$0\" \(command) \"$1/$(printf '\(name)\\351.wav')\" 2> \"$2\"",
        BuiltProgram.path, folder.path("in"), folder.path("errors"),
      ]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 64)
      #expect(
        String(decoding: try folder.bytes("errors"), as: UTF8.self)
          == "error: \(folder.path("in"))/\(name)\\xE9.wav: is not UTF-8, as arguments and names of "
          + "files have to be. Rename the file.\n")
    }
  }

  @Test func anImportLeavesOutWhatNoCommandCouldRead() throws {
    let files = PairFiles(in: folder.path("set"))
    let wide = String(repeating: "c", count: 101)
    let long = String(repeating: "s", count: 251)
    let names = ["a/1", "a/2", "b/1", "b/2", "\(wide)/1", "n\nl/1", "a/t\tb", "a/\(long)"]
    for (number, name) in names.enumerated() {
      for split in ["train", "validation"] {
        try files.writePair(
          number, image: "images/\(split)/\(name).png", sound: "sounds/\(split)/\(name).wav")
      }
    }
    try writeLatin("set/sounds/train/a", Material.wav())
    let refused = try BuiltProgram.run(
      ["data", "import", files.root, "-o", folder.path("new")])
    #expect(refused.code == 65 && !InputFile.exists(folder.path("new")))
    let made = try BuiltProgram.run(
      ["data", "import", files.root, "-o", folder.path("new"), "--keep-going"])
    #expect(made.code == 0)
    for problem in [
      "\(wide): has too long a name (101 bytes; at most 100)",
      #"n\nl: has a control character in its name"#,
      #"t\tb.png: has a control character in its name"#,
      "\(long).wav: has too long a name (251 bytes; at most 240)",
      #"caf\xE9.wav: its name is not UTF-8, so it is left out"#,
    ] {
      #expect(made.errors.contains("\(problem). Rename it.\n"), "\(problem)")
    }
    let checked = try BuiltProgram.run(["data", "check", folder.path("new")])
    #expect(checked.code == 0, "\(checked.errors)")
  }
}
