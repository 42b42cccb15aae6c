import Files
import Foundation
import TestSupport
import Testing

/// What standard output cannot take is an error of every command that prints something there.
@Suite struct StandardOutputTests {
  private static let folder = TemporaryFolder()
  private let folder = TemporaryFolder()

  /// A data set, two inputs and a model for all commands below.
  private static let inputs = Result {
    let files = PairFiles(in: folder.path)
    try files.write(Material.wav(), "a.wav")
    try files.write(Material.png(), "a.png")
    try files.write(Material.png(width: 31), "b.png")
    let made = try BuiltProgram.run([
      "data", "synthesize", "-o", folder.path("pairs"), "--train-pairs", "2",
      "--validation-pairs", "1",
    ])
    #expect(made.code == 0, "\(made.errors)")
  }

  /// Every command with a result on standard output, and what is printed on request.
  private static let commands: [String] = [
    "--help", "--version", "--generate-completion-script bash", "convert --help", "help data check",
    "info a.wav", "info --json a.wav a.png",
    "convert a.wav -o OUT/a.png --json --quiet MODEL", "convert a.wav -o - --quiet MODEL",
    "convert a.wav a.png -o OUT/several --json --quiet MODEL",
    "convert --class violin --to image -o - --quiet MODEL",
    "classify a.wav --quiet MODEL", "classify a.png --json --quiet MODEL",
    "match a.wav a.png b.png --quiet MODEL", "match a.wav a.png b.png --json --quiet MODEL",
    "data check pairs", "data check pairs --json",
    "data synthesize -o OUT/new --train-pairs 1 --validation-pairs 1 --json",
    "data import pairs -o OUT/copy --json",
    "data pack --config TINY --set data.source=files --set data.root=pairs -o OUT/packed --json",
    "train --print-keys", "train --print-schema", "train --config TINY --print-config",
    "train --config TINY --dry-run --output OUT/run",
    "train --config TINY --steps 2 --output OUT/run --json --quiet",
    "evaluate RUN --tables reconstruction --evaluators OUT/evaluators --json --quiet",
    "bench step --config TINY --steps 1", "bench audio --json",
  ]

  /// Runs a line of a shell in the folder of the inputs; `CMCGAN` stands for the program and some arguments.
  private func shell(_ line: String, _ command: String) throws -> BuiltProgram {
    try Self.inputs.get()
    let words = command.split(separator: " ").flatMap { word -> [String] in
      switch word {
      case "MODEL": ["--model", Golden.repository + "/data/default.safetensors"]
      case "RUN": [Material.run]
      case "TINY": [Golden.repository + "/configs/tiny.json"]
      default: [String(word).replacing("OUT/", with: folder.path(""))]
      }
    }
    return try BuiltProgram.run(
      ["-c", "cd '\(Self.folder.path)' && " + line.replacing("CMCGAN", with: "\"$0\" \"$@\"")]
        + [BuiltProgram.path] + words, program: "/bin/bash")
  }

  private func failures(_ call: BuiltProgram) -> [Substring] {
    call.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
  }

  @Test(arguments: commands) func aFullDiskIsAnError(command: String) throws {
    let call = try shell("exec CMCGAN > /dev/full", command)
    #expect(call.code == 74, "\(call.errors)")
    #expect(
      failures(call) == ["error: standard output: cannot be written (no space left on device)"])
  }

  @Test(arguments: commands) func aClosedStreamIsAnError(command: String) throws {
    let call = try shell("exec CMCGAN >&-", command)
    #expect(call.code == 74, "\(call.errors)")
    #expect(failures(call) == ["error: standard output: cannot be written (it is closed)"])
  }

  /// The first file that is opened would get the number of a closed stream, and the text with it.
  @Test func aFileNeverStandsInForAClosedStream() throws {
    let call = try shell(
      "exec CMCGAN <&- >&- 2>&-", "convert a.wav -o OUT/a.png --json MODEL")
    #expect(call.code == 74)
    let plain = try shell("exec CMCGAN", "convert a.wav -o OUT/b.png MODEL")
    #expect(plain.code == 0, "\(plain.errors)")
    let isSame =
      try InputFile.read(folder.path("a.png")) == InputFile.read(folder.path("b.png"))
    #expect(isSame)
  }

  @Test(arguments: ["/dev/full", "&-"])
  func whoPrintsNothingThereNeedsNoStandardOutput(stream: String) throws {
    let call = try shell(
      "exec CMCGAN >\(stream)", "convert a.wav -o OUT/a.png MODEL")
    #expect(call.code == 0 && failures(call).isEmpty, "\(call.errors)")
    #expect(InputFile.exists(folder.path("a.png")))
  }

  @Test func theFilesOfACommandAreCompleteAllTheSame() throws {
    _ = try shell(
      "exec CMCGAN > /dev/full",
      "data synthesize -o OUT/new --train-pairs 1 --validation-pairs 1 --json")
    #expect(InputFile.exists(folder.path("new/manifest.jsonl")))
    _ = try shell(
      "exec CMCGAN > /dev/full", "convert a.wav a.png -o OUT/several --json --quiet MODEL")
    #expect(try Folder.names(in: folder.path("several"), hidden: true) == ["a.png", "a.wav"])
  }

  /// A reader that has left before anything comes: `head` does so too.
  @Test(arguments: ["info a.wav", "train --print-schema", "data check pairs"])
  func aReaderWhoLeavesIsNoError(command: String) throws {
    // The signal that ends most programs then is left out, so that the error arrives.
    let call = try shell(
      "trap '' PIPE; mkfifo '\(folder.path)/pipe'; exec 3<>'\(folder.path)/pipe' 4>'\(folder.path)/pipe'; "
        + "exec 3>&-; CMCGAN >&4", command)
    #expect(call.code == 0 && call.errors.isEmpty, "\(call.errors)")
  }
}
