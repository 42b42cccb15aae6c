import Glibc
import SystemPackage

/// Reading whole files, with failures that say exactly what is in the way.
///
/// Links are followed everywhere. Pipes and devices are read to their end.
public enum InputFile {
  /// The largest file that is read without being asked to: 8 GiB.
  public static let largestSize = 8 << 30

  /// The bytes of a file, a named pipe, or anything else that can be read to its end.
  ///
  /// - Parameters:
  ///   - path: where it is; links are followed.
  ///   - limit: the most bytes that are accepted.
  /// - Returns: at least one byte.
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `badInput` for an empty
  ///   file or one of more than `limit` bytes, `inputOutput` for a fault while reading.
  public static func read(_ path: String, limit: Int = largestSize) throws -> [UInt8] {
    let file = try opened(path)
    defer { try? file.close() }
    return try read(file, subject: path, limit: limit)
  }

  /// All bytes of the standard input, under the same rules.
  ///
  /// Failures name it "standard input".
  public static func readStandardInput(limit: Int = largestSize) throws -> [UInt8] {
    try read(.standardInput, subject: "standard input", limit: limit)
  }

  /// The first bytes of a file, at most `count`: enough to tell its kind.
  ///
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `inputOutput` for a fault
  ///   while reading. An empty file is no fault here.
  public static func readBeginning(_ path: String, count: Int = 64) throws -> [UInt8] {
    let file = try opened(path)
    defer { try? file.close() }
    return try upTo(count, from: file, subject: path)
  }

  /// Throws what reading would throw if the path cannot be opened.
  ///
  /// - Throws: `Failure` of kind `missingInput`.
  public static func check(_ path: String) throws {
    let file = try opened(path)
    try? file.close()
  }

  /// Whether something that can be followed to is at the path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a path leads to a pipe, which can be read once only.
  ///
  /// What is not there is none.
  public static func isPipe(_ path: String) -> Bool {
    (try? Stat(path))?.type == .fifo
  }

  /// The size of the file at a path in bytes, through links; `nil` where nothing is.
  public static func size(of path: String) -> Int? { (try? Stat(path)).map { Int($0.size) } }

  static func opened(_ path: String) throws -> FileDescriptor {
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      // A folder can be opened, but not read.
      guard (try? file.stat())?.type == .directory else { return file }
      try? file.close()
      throw Errno.isDirectory
    } catch let error as Errno {
      throw Failure(.missingInput, path, error.reason)
    }
  }

  static func read(_ file: FileDescriptor, subject: String, limit: Int) throws -> [UInt8] {
    let status = try? file.stat()
    let expected = status?.type == .regular ? status.map { Int($0.size) } ?? 0 : 0
    guard expected <= limit else { throw tooLarge(subject, "\(expected) bytes", limit) }
    // One byte more than the size shows at once that the file ends where it said it would.
    var bytes = try upTo(min(max(expected, 1 << 16), limit) + 1, from: file, subject: subject)
    // Pipes, and files of /proc, do not tell their size: they are read in pieces that double.
    var piece = bytes.count
    while bytes.count <= limit, piece > 0, bytes.count > expected {
      let more = try upTo(min(bytes.count, limit - bytes.count + 1), from: file, subject: subject)
      piece = more.count
      bytes += more
    }
    guard bytes.count <= limit else { throw tooLarge(subject, "more bytes", limit) }
    guard !bytes.isEmpty else { throw Failure(.badInput, subject, "empty file") }
    return bytes
  }

  private static func tooLarge(_ subject: String, _ size: String, _ limit: Int) -> Failure {
    Failure(.badInput, subject, "too large (\(size); at most \(limit))")
  }

  /// Reads until `count` bytes are there or the end is reached.
  private static func upTo(
    _ count: Int, from file: FileDescriptor, subject: String
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do {
        while filled < count {
          let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled..<count])
          let got = try file.read(into: UnsafeMutableRawBufferPointer(rest))
          if got == 0 { return }
          filled += got
        }
      } catch let error as Errno {
        throw Failure(.inputOutput, subject, "cannot be read (\(error.reason))")
      }
    }
  }
}
