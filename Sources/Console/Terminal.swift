import Files
import Glibc
import Synchronization

/// The two streams of a command: standard output for data, standard error for everything else.
///
/// A reader who closes standard error, or text on standard output, does not end the program. Text that
/// standard output cannot take for another reason, such as a full disk, is an error: see `closeOutput`.
public enum Terminal {
  /// Whether text on standard output was lost, like the error flag of a stream of C.
  private static let hasLostOutput = Mutex(false)

  /// Keeps the numbers of standard streams that are closed from files that are opened later.
  ///
  /// Call it first of all. Text for standard output would otherwise end up in such a file.
  public static func reserveStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is taken. Opened the wrong way round, it fails as a closed one does.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Closes standard output at the end of the program.
  ///
  /// - Returns: whether all text has arrived, or its reader has left. If not, the reason has been told.
  public static func closeOutput() -> Bool {
    // File systems of a network may tell only now that their disk is full.
    if close(STDOUT_FILENO) != 0 { reportLostOutput() }
    return hasLostOutput.withLock { !$0 }
  }

  /// Writes one line about what went wrong.
  ///
  /// It begins with `error: `; control characters are made visible.
  public static func error(_ text: String) { put("error: \(text.printable)\n", STDERR_FILENO) }

  /// Writes one line about something odd that ends nothing.
  ///
  /// It begins with `warning: `; control characters are made visible.
  public static func warning(_ text: String) { put("warning: \(text.printable)\n", STDERR_FILENO) }

  /// Writes one line on standard error.
  ///
  /// Control characters are made visible.
  public static func note(_ text: String) { put("\(text.printable)\n", STDERR_FILENO) }

  /// Writes text on standard error as it is, for lines that are redrawn.
  public static func errorStream(_ text: String) { put(text, STDERR_FILENO) }

  /// Writes one line of data on standard output, or several.
  ///
  /// Control characters are made visible, but line feeds and tabs stay. The first line that cannot be
  /// written is reported on standard error, and no other follows it. Work goes on, for it may write files too.
  public static func output(_ text: String) { outputLine(text.printableLines) }

  private static func outputLine(_ text: String) {
    guard hasLostOutput.withLock({ !$0 }) else { return }
    if !put("\(text)\n", STDOUT_FILENO), SystemError.current != .brokenPipe { reportLostOutput() }
  }

  /// Writes one JSON object as a line of data.
  public static func output(_ object: JSONValue) { outputLine(object.encoded()) }

  /// Writes all bytes of a file to standard output.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where they do not all arrive.
  public static func output(_ bytes: [UInt8]) throws {
    guard bytes.withUnsafeBytes({ $0.write(to: STDOUT_FILENO) }) else {
      throw lostOutput
    }
  }

  /// Whether standard output is a terminal, which binary data would upset.
  public static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether lines on standard error can be redrawn: it is a terminal, and not a dumb one.
  public static var errorIsTerminal: Bool {
    let kind = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    return isatty(STDERR_FILENO) == 1 && kind != "dumb"
  }

  /// The failure of the last write on standard output.
  private static var lostOutput: Failure {
    let error = SystemError.current
    let reason = error == .badFileDescriptor ? "it is closed" : error.reason
    return Failure(.inputOutput, "standard output", "cannot be written (\(reason))")
  }

  private static func reportLostOutput() {
    let failure = lostOutput
    let isFirst = hasLostOutput.withLock { hasLost in
      defer { hasLost = true }
      return !hasLost
    }
    if isFirst { error(failure.description) }
  }

  /// Writes text, and returns whether it was taken; if not, the reason is in `errno`.
  @discardableResult private static func put(_ text: String, _ descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { UnsafeRawBufferPointer($0).write(to: descriptor) }
  }
}
