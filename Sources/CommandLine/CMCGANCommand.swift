import ArgumentParser
import Console
import Files
import Glibc
import Ranks

/// The one executable; each subcommand can also be called by a link named `cmcgan-NAME`.
struct CMCGANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmcgan",
    abstract:
      "Turns the sound of an instrument into an image of it, and an image into its sound.",
    discussion: """
      cmcgan trains and uses CMCGAN (cross-modal visual-audio mutual generation, Hao et al., \
      AAAI 2018) on the CPU. Try:

        cmcgan convert sound.wav -o instrument.png
        cmcgan convert instrument.png -o sound.wav
        cmcgan train --config configs/demo.json --output runs/first
      """,
    version: Version.text,
    subcommands: [
      ConvertCommand.self, ClassifyCommand.self, MatchCommand.self, TrainCommand.self,
      EvaluateCommand.self,
      ReportCommand.self, DataCommand.self, SpectrogramCommand.self, InfoCommand.self,
      ExportCommand.self, BenchCommand.self,
    ])

  /// The subcommand that a link such as `cmcgan-convert` stands for.
  static func subcommand(calledBy name: String) -> String? {
    guard name.hasPrefix("cmcgan-") else { return nil }
    let rest = String(name.dropFirst(7))
    return configuration.subcommands.contains { $0.configuration.commandName == rest }
      ? rest : nil
  }

  /// Throws `.usage` where arguments begin with a word that is no subcommand of those before it.
  ///
  /// The parser would go on to the arguments behind it, and call one of those wrong.
  static func requireSubcommand(_ arguments: [String]) throws {
    var commands = configuration.subcommands
    for word in arguments where !commands.isEmpty {
      guard !word.hasPrefix("-"), word != "help" else { return }
      // A key path here crashes the compiler (Swift 6.3.1).
      let names = commands.map { $0.configuration.commandName ?? "" }
      guard let place = names.firstIndex(of: word) else {
        let nearest = NearestName.nearest(to: word, among: names)
        throw Failure(
          .usage, nil, "there is no command \(word.printable)",
          hint: nearest.map { "Did you mean \($0)?" })
      }
      commands = commands[place].configuration.subcommands
    }
  }
}

@main
enum Program {
  static func main() {
    // A file that outgrows the limit of the shell is a failed write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    var arguments = Array(CommandLine.arguments.dropFirst())
    let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "cmcgan"
    if let command = CMCGANCommand.subcommand(calledBy: name) { arguments.insert(command, at: 0) }
    do {
      try CMCGANCommand.requireSubcommand(arguments)
      var command = try CMCGANCommand.parseAsRoot(arguments)
      try command.run()
    } catch let agreed as AgreedFailure {
      SharedWork.end(because: agreed.failure, isAgreed: true)
    } catch let failure as Failure {
      SharedWork.end(because: failure, isAgreed: false)
    } catch {
      let text = CMCGANCommand.fullMessage(for: error)
      guard text.hasPrefix("Error: ") else { CMCGANCommand.exit(withError: error) }
      // All failures begin alike, those of the command line too.
      Terminal.errorStream("error: \(text.dropFirst(7))\n")
      exit(CMCGANCommand.exitCode(for: error).rawValue)
    }
  }
}
