import Files
import Glibc

/// Standard output for data, standard error for everything else.
enum Terminal {
  /// One line about what went wrong.
  static func error(_ text: String) { put("error: \(text)\n", STDERR_FILENO) }

  /// One line that the user should know but that ends nothing.
  static func warning(_ text: String) { put("warning: \(text)\n", STDERR_FILENO) }

  /// One line on standard error.
  static func note(_ text: String) { put("\(text)\n", STDERR_FILENO) }

  /// One line of data on standard output.
  static func output(_ text: String) { put("\(text)\n", STDOUT_FILENO) }

  /// One JSON object as a line of data.
  static func output(_ object: JSONValue) { output(object.encoded()) }

  /// All bytes to standard output.
  static func output(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { put($0, STDOUT_FILENO) }
  }

  private static func put(_ text: String, _ descriptor: Int32) {
    var text = text
    text.withUTF8 { put(UnsafeRawBufferPointer($0), descriptor) }
  }

  private static func put(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) {
    var rest = bytes
    while !rest.isEmpty {
      let written = write(descriptor, rest.baseAddress, rest.count)
      guard written > 0 else { return }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
  }
}
