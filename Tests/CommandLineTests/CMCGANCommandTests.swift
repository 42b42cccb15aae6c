import Files
import Foundation
import Testing
import TestSupport

@Suite struct CMCGANCommandTests {
  @Test func theMakefileLinksEveryCommand() throws {
    #expect(CommandTree.names.count > 10)
    #expect(try Set(CommandTree.namesInMakefile()) == Set(CommandTree.names))
  }

  @Test(arguments: CommandTree.all)
  func everyCommandHelps(_ command: [String]) throws {
    let help = try BuiltProgram.run(command + ["--help"])
    #expect(help.code == 0)
    #expect(help.text.contains("USAGE: cmcgan \(command.joined(separator: " "))"))
    #expect(help.errors.isEmpty)
    let above = try BuiltProgram.run(command.dropLast() + ["--help"])
    #expect(above.text.contains("\n  \(command[command.count - 1]) "))
  }

  @Test(arguments: CommandTree.all)
  func examplesFitALineSoThatTheyCanBeCopied(_ command: [String]) throws {
    let help = try BuiltProgram.run(command + ["--help"])
    let lines = help.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  cmcgan-") {
      #expect(next.isEmpty || next.hasPrefix("  "), "\(line) is broken")
    }
  }

  @Test func theVersionIsPrinted() throws {
    let version = try BuiltProgram.run(["--version"])
    #expect(version.code == 0)
    #expect(version.text.hasPrefix("cmcgan "))
  }

  @Test func aLinkStandsForItsCommand() throws {
    let folder = TemporaryFolder()
    let link = folder.path("cmcgan-info")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: BuiltProgram.path)
    let help = try BuiltProgram.run(["--help"], program: link)
    #expect(help.text.contains("USAGE: cmcgan info"))

    let other = folder.path("cmcgan-2")
    try FileManager.default.createSymbolicLink(
      atPath: other, withDestinationPath: BuiltProgram.path)
    #expect(try BuiltProgram.run(["info", "--help"], program: other).code == 0)
  }

  @Test(arguments: [
    (["trian", "--config", "x"], "trian", "train"), (["data", "chekc", "x"], "chekc", "check"),
    (["bench", "stpe", "--steps", "2"], "stpe", "step"),
  ])
  func anotherCommandIsOffered(_ arguments: [String], _ word: String, _ nearest: String) throws {
    let result = try BuiltProgram.run(arguments)
    #expect(result.code == 64 && result.output.isEmpty)
    #expect(result.errors == "error: there is no command \(word). Did you mean \(nearest)?\n")
  }

  @Test func unknownFlagsAreUsageErrors() throws {
    #expect(try BuiltProgram.run(["help", "train"]).code == 0)
    let flag = try BuiltProgram.run(["convert", "a.wav", "-o", "b.png", "--sed", "4"])
    #expect(flag.code == 64)
    #expect(flag.errors.contains("--sed"))
    #expect(flag.output.isEmpty)
  }
}
