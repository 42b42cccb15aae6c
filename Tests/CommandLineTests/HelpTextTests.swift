import Files
import TestSupport
import Testing

/// Help texts stand in `Snapshots/help`, so that a review shows each change of a text.
@Suite(.serialized) struct HelpTextTests {
  /// The words of every command, such as `["data", "check"]`; those of `cmcgan` itself are empty.
  static let commands = Result { () throws -> [[String]] in
    let dump = try BuiltProgram.run(["--experimental-dump-help"])
    let root = try StrictJSON.parse(dump.output, subject: "the dumped help", kind: .internalError)
    func words(_ command: JSONValue, after before: [String]) -> [[String]] {
      [before]
        + (command["subcommands"]?.elements ?? []).flatMap { subcommand -> [[String]] in
          guard let name = subcommand["commandName"]?.text, name != "help" else { return [] }
          return words(subcommand, after: before + [name])
        }
    }
    return words(root["command"] ?? root, after: [])
  }

  private static func snapshot(_ words: [String]) -> String {
    (["cmcgan"] + words).joined(separator: "-") + ".txt"
  }

  @Test(arguments: (try? commands.get()) ?? [])
  func helpEqualsItsSnapshot(words: [String]) throws {
    let help = try BuiltProgram.run(words + ["--help"], environment: ["COLUMNS": "80"])
    #expect(help.code == 0 && help.errors.isEmpty)
    try Snapshot("help/" + Self.snapshot(words)).expect(help.text)
  }

  @Test func everyCommandHasASnapshotAndEverySnapshotACommand() throws {
    let names = try Set(Snapshot.names(in: "help"))
    let commands = try Set(Self.commands.get().map(Self.snapshot))
    #expect(names == commands)
    #expect(commands.isSuperset(of: ["cmcgan.txt", "cmcgan-train.txt", "cmcgan-data-check.txt"]))
  }
}
