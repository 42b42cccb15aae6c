import CMemory
import Console
import Files
import Glibc
import Ranks

/// The program: parses the command line, runs the command, and ends with its exit code.
@main
enum Program {
  static func main() {
    Terminal.reserveStreams()
    memory_reserve_stack()
    // A file that outgrows the limit of the shell is a failed write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    var code: Int32 = 0
    do {
      try CommandLine.requireUTF8()
      let arguments = CMCGANCommand.arguments(calledAs: CommandLine.arguments)
      try CMCGANCommand.requireSubcommand(arguments)
      var command = try CMCGANCommand.parseAsRoot(arguments)
      try command.run()
    } catch {
      code = report(error)
    }
    // Whatever else went wrong: a caller must not take a part of the output for all of it.
    exit(Terminal.closeOutput() ? code : Failure.Kind.inputOutput.rawValue)
  }

  /// Prints why the command ends, once for all ranks.
  ///
  /// - Returns: the exit code of the error.
  private static func report(_ error: any Error) -> Int32 {
    let ranks = SharedWork.ranks
    switch error {
    case let agreed as AgreedFailure:
      if ranks?.isLeader != false { Terminal.error(agreed.failure.description) }
      return agreed.failure.kind.rawValue
    case let failure as Failure:
      Terminal.error(failure.description)
      // The other ranks would wait for this one.
      if let ranks, ranks.count > 1 { ranks.abort(failure.kind.rawValue) }
      return failure.kind.rawValue
    default:
      let text = CMCGANCommand.fullMessage(for: error)
      let code = CMCGANCommand.exitCode(for: error).rawValue
      if code == 0 {
        // What was asked for: help, the version, or a script for completion.
        if !text.isEmpty { Terminal.output(text) }
      } else {
        // All failures begin alike, those of the command line too.
        let isError = text.hasPrefix("Error: ")
        Terminal.errorStream(isError ? "error: \(text.dropFirst(7))\n" : "\(text)\n")
      }
      return code
    }
  }
}
