import Files
import Foundation
import Orchestra
import TestSupport
import Testing

/// A call of the program that is given something bad, and what comes of it.
///
/// In arguments and messages, `FILE` stands for the path of the file in question and `FOLDER` for the
/// folder that all lies in.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// What is at a path.
  enum Content: Sendable {
    case bytes([UInt8])
    case folder
    case link(to: String)
  }

  let testDescription: String
  let arguments: [String]
  /// The name of the file in question.
  var file = "none"
  var files: [String: Content] = [:]
  let code: Int32
  /// All of standard error but the usage.
  let errors: String
  /// The file that is there afterwards and was not before.
  var made: String?
  /// Whether standard output has a table although the data set is refused.
  var hasTable = false

  private func path(_ folder: TemporaryFolder) -> String { folder.path(file) }

  /// Puts the files into a folder.
  func write(into folder: TemporaryFolder) throws {
    for (name, content) in files {
      let path = folder.path(name)
      try Folder.create(content.isFolder ? path : Folder.parent(of: path))
      switch content {
      case .bytes(let bytes): try OutputFile.write(bytes, to: path, replacing: false)
      case .folder: break
      case .link(let target):
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      }
    }
  }

  /// Calls the program.
  func run(in folder: TemporaryFolder) throws -> BuiltProgram {
    try BuiltProgram.run(
      arguments.map {
        $0.replacing("FILE", with: path(folder)).replacing("FOLDER", with: folder.path)
          .replacing("MODEL", with: Material.run)
      })
  }

  /// Standard error with names for paths, without the usage that follows a wrong command line.
  func said(_ result: BuiltProgram, in folder: TemporaryFolder) -> String {
    result.errorsWithoutFamiliarity.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !["Help:  ", "Usage: ", "  See '"].contains { line.hasPrefix($0) } }
      .joined(separator: "\n")
      .replacing(path(folder), with: "FILE").replacing(folder.path, with: "FOLDER")
  }
}

extension BadInput.Content {
  fileprivate var isFolder: Bool { if case .folder = self { true } else { false } }
}

extension BadInput {
  /// A sound that cannot be made into an image.
  static func sound(
    _ name: String, _ content: Content?, _ problem: String, code: Int32 = 65
  ) -> BadInput {
    BadInput(
      testDescription: "sound: \(name)",
      arguments: ["convert", "--model", "MODEL", "FILE", "-o", "FOLDER/out.png"], file: "in.wav",
      files: content.map { ["in.wav": $0] } ?? [:], code: code,
      errors: "error: FILE: \(problem)\n")
  }

  /// An image that cannot be made into a sound.
  static func image(_ name: String, _ bytes: [UInt8], _ problem: String) -> BadInput {
    BadInput(
      testDescription: "image: \(name)",
      arguments: ["convert", "--model", "MODEL", "FILE", "-o", "FOLDER/out.wav"], file: "in.png",
      files: ["in.png": .bytes(bytes)], code: 65, errors: "error: FILE: \(problem)\n")
  }

  /// An odd sound or image that is made into an image all the same.
  static func odd(
    _ name: String, _ file: String, _ bytes: [UInt8], note: String? = nil
  ) -> BadInput {
    BadInput(
      testDescription: "odd: \(name)",
      arguments: ["convert", "--model", "MODEL", "FILE", "-o", "FOLDER/out.png", "--to", "image"],
      file: file, files: [file: .bytes(bytes)], code: 0,
      errors: (note.map { "note: FILE: \($0)\n" } ?? "") + "FILE -> FOLDER/out.png\n",
      made: "out.png")
  }

  /// A model that nothing can be converted with.
  static func model(
    _ name: String, _ content: Content?, _ problem: String, code: Int32 = 65
  ) -> BadInput {
    var files: [String: Content] = ["in.wav": .bytes(Material.wav())]
    files["m.safetensors"] = content
    return BadInput(
      testDescription: "model: \(name)",
      arguments: ["convert", "--model", "FILE", "FOLDER/in.wav", "-o", "FOLDER/out.png"],
      file: "m.safetensors", files: files, code: code, errors: "error: FILE: \(problem)\n")
  }

  /// A configuration that is refused; the problem begins with what follows the file's name.
  static func configuration(
    _ name: String, _ bytes: [UInt8], _ problem: String, code: Int32 = 78
  ) -> BadInput {
    BadInput(
      testDescription: "configuration: \(name)",
      arguments: ["train", "--config", "FILE", "--output", "FOLDER/run", "--dry-run"],
      file: "run.json", files: ["run.json": .bytes(bytes)], code: code,
      errors: "error: \(problem)\n")
  }

  /// A configuration given as text.
  static func configuration(
    _ name: String, _ text: String, _ problem: String, code: Int32 = 78
  ) -> BadInput {
    configuration(name, Array(text.utf8), problem, code: code)
  }

  /// A data set that cannot be trained on, with batches of two.
  static func data(
    _ name: String, _ files: [String: Content], _ error: String, code: Int32 = 65
  ) -> BadInput {
    BadInput(
      testDescription: "data: \(name)",
      arguments: [
        "train", "--config", Golden.repository + "/configs/tiny.json", "--output", "FOLDER/run",
        "--set", "data.source=files", "--set", "data.root=FILE", "--set", "training.batchSize=2",
        "--dry-run",
      ],
      file: "pairs", files: files, code: code, errors: "error: \(error)\n")
  }

  /// A manifest of four good lines and a bad one.
  static func manifest(
    _ name: String, _ line: [UInt8], _ problem: String, _ more: [String: Content] = [:]
  ) -> BadInput {
    data(
      "manifest: \(name)", BadFiles.manifest(line).merging(more) { $1 },
      "FILE/manifest.jsonl:5\(problem)")
  }

  /// The same with a line of text.
  static func manifest(
    _ name: String, _ line: String, _ problem: String, _ more: [String: Content] = [:]
  ) -> BadInput {
    manifest(name, Array(line.utf8), problem, more)
  }

  /// A manifest of four good lines and bad ones, counted by `data check`.
  static func checked(_ name: String, _ lines: String, _ errors: [String]) -> BadInput {
    BadInput(
      testDescription: "data check: \(name)", arguments: ["data", "check", "FILE"], file: "pairs",
      files: BadFiles.manifest(Array(lines.utf8)), code: 65,
      errors: errors.map { "\($0)\n" }.joined(), hasTable: true)
  }

  /// A file that nothing is known of.
  static func described(
    _ name: String, _ content: Content?, _ problem: String, code: Int32 = 65
  ) -> BadInput {
    BadInput(
      testDescription: "info: \(name)", arguments: ["info", "FILE"], file: "file",
      files: content.map { ["file": $0] } ?? [:], code: code, errors: "error: FILE: \(problem)\n")
  }

  /// A call of convert with a good sound, FILE, that cannot be obeyed.
  static func conversion(
    _ name: String, _ arguments: [String], _ error: String, code: Int32,
    _ more: [String: Content] = [:]
  ) -> BadInput {
    BadInput(
      testDescription: "conversion: \(name)",
      arguments: ["convert", "--model", "MODEL"] + arguments, file: "in.wav",
      files: ["in.wav": .bytes(Material.wav())].merging(more) { $1 }, code: code,
      errors: "error: \(error)\n")
  }

  /// A call of train with a good configuration, FILE, that cannot be obeyed.
  static func training(
    _ name: String, _ arguments: [String], _ error: String, code: Int32,
    _ more: [String: Content] = [:]
  ) -> BadInput {
    BadInput(
      testDescription: "training: \(name)", arguments: ["train", "--config", "FILE"] + arguments,
      file: "run.json",
      files: ["run.json": .bytes(Array(BadFiles.tiny.utf8))].merging(more) { $1 }, code: code,
      errors: "error: \(error)\n")
  }
}
