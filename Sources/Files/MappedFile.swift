import Glibc
import SystemPackage

/// A whole file as bytes in memory, which the system reads on first use and drops when it needs room.
///
/// The bytes cannot be changed. They count as pages of the file, not as memory of the process, however
/// large the file is. A file must not become shorter while it is mapped: the system ends a process that
/// uses the missing bytes. So a reader compares what a header promises with `bytes.count` first.
public final class MappedFile: @unchecked Sendable {
  /// The content, as long as the file was when it was opened; valid while this object lives.
  public let bytes: UnsafeRawBufferPointer
  /// The path it was opened by.
  public let path: String

  /// Maps the file at a path.
  ///
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `badInput` for what is
  ///   empty or no file, `resources` where memory lacks, `inputOutput` where the system refuses to map it
  ///   for another reason.
  public init(_ path: String) throws {
    self.path = path
    let file = try InputFile.opened(path)
    defer { try? file.close() }
    guard let status = try? file.stat(), status.type == .regular else {
      throw Failure(.badInput, path, "is not a file that can be mapped (a regular one is needed)")
    }
    guard status.size > 0 else { throw Failure(.badInput, path, "empty file") }
    let size = Int(status.size)
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, file.rawValue, 0), start != MAP_FAILED
    else {
      let error = Errno.current
      throw Failure(
        error == .noMemory ? .resources : .inputOutput, path,
        "cannot be mapped (\(error.reason))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
