import Glibc

/// A whole file as bytes that the system reads when they are looked at, and drops when it needs the room.
///
/// The bytes are only read. They count as pages of the file, not as memory of the process, however
/// large the file is. A file must not become shorter while it is mapped: what is missing then cannot be
/// an error, the system ends the process. So whoever reads a header of the file compares it with
/// `bytes.count` first.
public final class MappedFile: @unchecked Sendable {
  /// The content as it was long when it was opened; there as long as this object is.
  public let bytes: UnsafeRawBufferPointer
  /// The path it was opened by.
  public let path: String

  /// Maps the file at a path.
  ///
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `badInput` for what is
  ///   empty or no file, `inputOutput` where the system refuses to map it.
  public init(_ path: String) throws {
    self.path = path
    let descriptor = try InputFile.opened(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.badInput, path, "is not a file that can be mapped (a regular one is needed)")
    }
    guard status.st_size > 0 else { throw Failure(.badInput, path, "empty file") }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else {
      throw Failure(.inputOutput, path, "cannot be mapped (\(SystemError.current.reason))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
