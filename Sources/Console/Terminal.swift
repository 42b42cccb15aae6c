import Files
import Glibc

/// Standard output for data, standard error for everything else.
public enum Terminal {
  /// One line about what went wrong.
  public static func error(_ text: String) { put("error: \(text.printable)\n", STDERR_FILENO) }

  /// One line that the user should know but that ends nothing.
  public static func warning(_ text: String) { put("warning: \(text.printable)\n", STDERR_FILENO) }

  /// One line on standard error.
  public static func note(_ text: String) { put("\(text.printable)\n", STDERR_FILENO) }

  /// Text on standard error as it is, for lines that are redrawn.
  public static func errorStream(_ text: String) { put(text, STDERR_FILENO) }

  /// One line of data on standard output.
  public static func output(_ text: String) { put("\(text)\n", STDOUT_FILENO) }

  /// One JSON object as a line of data.
  public static func output(_ object: JSONValue) { output(object.encoded()) }

  /// All bytes of a file to standard output, which throws if they do not all arrive.
  public static func output(_ bytes: [UInt8]) throws {
    guard bytes.withUnsafeBytes({ $0.write(to: STDOUT_FILENO) }) else {
      throw Failure(
        .inputOutput, "standard output", "cannot be written (\(SystemError.current.reason))")
    }
  }

  /// Whether standard output is a terminal, which binary data would upset.
  public static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private static func put(_ text: String, _ descriptor: Int32) {
    var text = text
    // Whoever closed the stream does not want to know.
    _ = text.withUTF8 { UnsafeRawBufferPointer($0).write(to: descriptor) }
  }
}
