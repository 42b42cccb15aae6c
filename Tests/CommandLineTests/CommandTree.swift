import Files
import TestSupport

/// The commands of the built program, as the program itself lists them.
enum CommandTree {
  /// The words of every command: `["data"]`, `["data", "check"]` and so on.
  static let all: [[String]] = {
    let dump = try? BuiltProgram.run(["--experimental-dump-help"])
    let tree = dump.flatMap { try? StrictJSON.parse($0.text, subject: "dump") }
    return tree?["command"].map { words(of: $0, below: []) } ?? []
  }()

  /// The commands that have a link of their own.
  static var names: [String] { all.filter { $0.count == 1 }.map { $0[0] } }

  /// The names in the Makefile, for which links are made.
  static func namesInMakefile() throws -> [String] {
    let makefile = try String(
      decoding: InputFile.read(Golden.repository + "/Makefile"), as: UTF8.self)
    let line = makefile.split(separator: "\n").first { $0.hasPrefix("COMMANDS :=") }
    return line?.split(separator: " ").dropFirst(2).map(String.init) ?? []
  }

  private static func words(of command: JSONValue, below parent: [String]) -> [[String]] {
    (command["subcommands"]?.elements ?? []).flatMap { command -> [[String]] in
      guard let name = command["commandName"]?.text, name != "help" else { return [] }
      return [parent + [name]] + words(of: command, below: parent + [name])
    }
  }
}
