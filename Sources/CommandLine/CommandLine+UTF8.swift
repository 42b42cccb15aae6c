import Files
import Glibc

extension CommandLine {
  /// Throws where an argument is not UTF-8.
  ///
  /// Texts of Swift cannot hold it: another file would be looked for, or written.
  ///
  /// - Throws: `Failure` of kind `usage`.
  static func requireUTF8() throws {
    for index in 0..<Int(argc) {
      guard let argument = unsafeArgv[index], String(validatingCString: argument) == nil else {
        continue
      }
      let bytes = UnsafeBufferPointer(start: argument, count: strlen(argument))
      throw Failure(
        .usage, String(escaping: bytes.map(UInt8.init(bitPattern:))).printable,
        "is not UTF-8, as arguments and names of files have to be", hint: "Rename the file.")
    }
  }
}
