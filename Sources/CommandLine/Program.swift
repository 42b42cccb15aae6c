import Console
import Files
import Glibc
import Ranks

/// The program: parses the command line, runs the command, and ends with its exit code.
@main
enum Program {
  static func main() {
    // A file that outgrows the limit of the shell is a failed write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try CommandLine.requireUTF8()
      let arguments = CMCGANCommand.arguments(calledAs: CommandLine.arguments)
      try CMCGANCommand.requireSubcommand(arguments)
      var command = try CMCGANCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      end(because: error)
    }
  }

  /// Prints why the program ends, once for all ranks, and exits with the code of the error.
  private static func end(because error: any Error) -> Never {
    let ranks = SharedWork.ranks
    switch error {
    case let agreed as AgreedFailure:
      if ranks?.isLeader != false { Terminal.error(agreed.failure.description) }
      exit(agreed.failure.kind.rawValue)
    case let failure as Failure:
      Terminal.error(failure.description)
      // The other ranks would wait for this one.
      if let ranks, ranks.count > 1 { ranks.abort(failure.kind.rawValue) }
      exit(failure.kind.rawValue)
    default:
      let text = CMCGANCommand.fullMessage(for: error)
      guard text.hasPrefix("Error: ") else { CMCGANCommand.exit(withError: error) }
      // All failures begin alike, those of the command line too.
      Terminal.errorStream("error: \(text.dropFirst(7))\n")
      exit(CMCGANCommand.exitCode(for: error).rawValue)
    }
  }
}
