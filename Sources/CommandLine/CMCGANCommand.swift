import ArgumentParser
import Files

/// The one executable; each subcommand can also be called by a link named `cmcgan-NAME`.
struct CMCGANCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cmcgan",
    abstract: "Turn the sound of an instrument into an image of it, and an image into its sound.",
    discussion: """
      cmcgan trains and uses CMCGAN (cross-modal visual-audio mutual generation, Hao et al., \
      AAAI 2018) on the CPU. Try:

        cmcgan convert sound.wav -o instrument.png
        cmcgan convert instrument.png -o sound.wav
        cmcgan train --config configs/demo.json --output runs/first
      """,
    version: version,
    subcommands: [
      ConvertCommand.self, ClassifyCommand.self, MatchCommand.self, TrainCommand.self,
      EvaluateCommand.self, ReportCommand.self, DataCommand.self, SpectrogramCommand.self,
      InfoCommand.self, ExportCommand.self, BenchCommand.self,
    ])

  /// The text of the option for the version.
  ///
  /// Only where it is asked for, OpenBLAS is loaded to name its kernels.
  private static var version: String {
    CommandLine.arguments.contains("--version") ? Version.text : Version.number
  }

  /// The arguments of a call without the name of the program.
  ///
  /// A link such as `cmcgan-convert` stands for its subcommand, which then comes first.
  static func arguments(calledAs words: [String]) -> [String] {
    let arguments = Array(words.dropFirst())
    let name = words.first?.split(separator: "/").last ?? "cmcgan"
    guard name.hasPrefix("cmcgan-") else { return arguments }
    let rest = String(name.dropFirst(7))
    let isCommand = configuration.subcommands.contains { $0.configuration.commandName == rest }
    return isCommand ? [rest] + arguments : arguments
  }

  /// Throws `.usage` where a word at the beginning is no subcommand of the words before it.
  ///
  /// The parser would skip it, and complain about a later argument.
  static func requireSubcommand(_ arguments: [String]) throws {
    var commands = configuration.subcommands
    for word in arguments where !commands.isEmpty {
      guard !word.hasPrefix("-"), word != "help" else { return }
      // A key path here crashes the compiler (Swift 6.3.1).
      let names = commands.map { $0.configuration.commandName ?? "" }
      guard let index = names.firstIndex(of: word) else {
        let nearest = NearestName.nearest(to: word, among: names)
        throw Failure(
          .usage, nil, "there is no command \(word.printable)",
          hint: nearest.map { "Did you mean \($0)?" })
      }
      commands = commands[index].configuration.subcommands
    }
  }
}
