import Glibc

/// Reading whole files, with failures that say exactly what is in the way.
public enum InputFile {
  /// The largest file that is read without being asked to: 8 GiB.
  public static let largestSize = 8 << 30

  /// The bytes of a file, a named pipe, or anything else that can be read to its end.
  ///
  /// Throws `.missingInput` for what cannot be opened, `.badInput` for an empty file or one of more
  /// than `limit` bytes, `.inputOutput` for a fault while reading.
  public static func read(_ path: String, limit: Int = largestSize) throws -> [UInt8] {
    let descriptor = try opened(path)
    defer { close(descriptor) }
    return try read(descriptor, subject: path, limit: limit)
  }

  /// All bytes of the standard input, under the same rules.
  public static func readStandardInput(limit: Int = largestSize) throws -> [UInt8] {
    try read(STDIN_FILENO, subject: "standard input", limit: limit)
  }

  /// The first bytes of a file, at most `count`: enough to tell its kind.
  public static func readBeginning(_ path: String, count: Int = 64) throws -> [UInt8] {
    let descriptor = try opened(path)
    defer { close(descriptor) }
    return try upTo(count, from: descriptor, subject: path)
  }

  /// Throws what reading would throw if the path cannot be opened.
  public static func check(_ path: String) throws { close(try opened(path)) }

  /// Whether something that can be followed to is at the path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The bytes of the file at a path; `nil` where there is none.
  public static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  static func opened(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.missingInput, path, SystemError.current.reason)
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw Failure(.missingInput, path, "is a directory")
    }
    return descriptor
  }

  private static func read(_ descriptor: Int32, subject: String, limit: Int) throws -> [UInt8] {
    var status = stat()
    var expected = 0
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      expected = Int(status.st_size)
    }
    guard expected <= limit else { throw tooLarge(subject, "\(expected) bytes", limit) }
    // One byte more than the size shows at once that the file ends where it said it would.
    var bytes = try upTo(min(max(expected, 1 << 16), limit) + 1, from: descriptor, subject: subject)
    // Pipes, and files of /proc, do not tell their size: they are read in upsampling pieces.
    var piece = bytes.count
    while bytes.count <= limit, piece > 0, bytes.count > expected {
      let more = try upTo(
        min(bytes.count, limit - bytes.count + 1), from: descriptor, subject: subject)
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
    _ count: Int, from descriptor: Int32, subject: String
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < count {
        let got = Glibc.read(descriptor, start + filled, count - filled)
        if got == 0 { return }
        if got > 0 {
          filled += got
        } else if errno != EINTR {
          throw Failure(.inputOutput, subject, "cannot be read (\(SystemError.current.reason))")
        }
      }
    }
  }
}
