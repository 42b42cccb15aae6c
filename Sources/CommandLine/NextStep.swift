import Console
import Files

/// The command that comes next, as the last line on standard error for people.
enum NextStep {
  /// Prints a command of this program.
  ///
  /// - Parameters:
  ///   - subcommand: its name, such as `evaluate`.
  ///   - arguments: its arguments, which are quoted where a shell would take them apart.
  static func tell(_ subcommand: String, _ arguments: String...) {
    let program = program(subcommand, calledAs: CommandLine.arguments.first ?? "cmcgan")
    Terminal.note(
      "next: \(([program] + arguments.map(quoted)).joined(separator: " "))")
  }

  /// The call of a subcommand, by its link beside this program's if that was called by one.
  private static func program(_ subcommand: String, calledAs path: String) -> String {
    let name = Folder.lastName(of: path)
    guard name.hasPrefix("cmcgan-") else { return "\(quoted(path)) \(subcommand)" }
    return quoted("\(path.dropLast(name.count))cmcgan-\(subcommand)")
  }

  private static func quoted(_ argument: String) -> String {
    let isPlain =
      !argument.isEmpty
      && argument.allSatisfy {
        $0.isLetter || $0.isNumber || "-_./,:=@%+".contains($0)
      }
    return isPlain ? argument : "'\(argument.replacing("'", with: "'\\''"))'"
  }
}
