import ArgumentParser
import Files
import Glibc

/// The one executable; each subcommand can also be called by a link named `cmcgan-NAME`.
struct CMCGANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmcgan",
    abstract:
      "Turns the sound of an instrument into a picture of it, and a picture into its sound.",
    discussion: """
      cmcgan trains and uses CMCGAN (cross-modal visual-audio mutual generation, Hao et al., \
      AAAI 2018) on the CPU. Try:

        cmcgan convert sound.wav -o instrument.png
        cmcgan convert instrument.png -o sound.wav
        cmcgan train --config configs/demo.json --output runs/first
      """,
    version: Version.text,
    subcommands: [TrainCommand.self, DataCommand.self, EvaluateCommand.self, BenchCommand.self])
}

@main
enum Program {
  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "cmcgan"
    if name.hasPrefix("cmcgan-") { arguments.insert(String(name.dropFirst(7)), at: 0) }
    do {
      var command = try CMCGANCommand.parseAsRoot(arguments)
      try command.run()
    } catch let failure as Failure {
      Terminal.error(failure.description)
      exit(failure.kind.rawValue)
    } catch {
      CMCGANCommand.exit(withError: error)
    }
  }
}
