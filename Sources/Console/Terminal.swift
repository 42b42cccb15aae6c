import Files
import Glibc

/// The two streams of a command: standard output for data, standard error for everything else.
///
/// A reader who closes standard error, or text on standard output, does not end the program.
public enum Terminal {
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

  /// Writes one line of data on standard output.
  public static func output(_ text: String) { put("\(text)\n", STDOUT_FILENO) }

  /// Writes one JSON object as a line of data.
  public static func output(_ object: JSONValue) { output(object.encoded()) }

  /// Writes all bytes of a file to standard output.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where they do not all arrive.
  public static func output(_ bytes: [UInt8]) throws {
    guard bytes.withUnsafeBytes({ $0.write(to: STDOUT_FILENO) }) else {
      throw Failure(
        .inputOutput, "standard output", "cannot be written (\(SystemError.current.reason))")
    }
  }

  /// Whether standard output is a terminal, which binary data would upset.
  public static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether lines on standard error can be redrawn: it is a terminal, and not a dumb one.
  public static var errorIsTerminal: Bool {
    let kind = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    return isatty(STDERR_FILENO) == 1 && kind != "dumb"
  }

  private static func put(_ text: String, _ descriptor: Int32) {
    var text = text
    // A closed stream is no failure.
    _ = text.withUTF8 { UnsafeRawBufferPointer($0).write(to: descriptor) }
  }
}
