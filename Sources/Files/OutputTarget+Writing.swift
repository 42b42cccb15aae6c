import Glibc
import SystemPackage

extension OutputTarget {
  /// Writes bytes of a file that has `needed` of them in all.
  func write(_ bytes: UnsafeRawBufferPointer, to file: FileDescriptor, needed: Int) throws {
    do {
      try file.writeAll(bytes)
    } catch let error as Errno {
      throw lost(error, needed: needed)
    }
  }

  /// Throws where fewer bytes are free than are about to be written.
  func requireSpace(_ needed: Int) throws {
    guard let free = Folder.freeBytes(at: folder), free < needed else { return }
    throw lost(.noSpace, needed: needed)
  }

  /// Compares what the medium holds with what was written to it.
  func verify(_ file: FileDescriptor, _ parts: OutputFile.Parts) throws {
    // Pages that are dropped have to come from the medium once more.
    posix_fadvise(file.rawValue, 0, 0, POSIX_FADV_DONTNEED)
    var found = [UInt8](repeating: 0, count: 1 << 20)
    var position = 0
    try parts { part in
      var rest = part[...]
      while !rest.isEmpty {
        let count = try read(file, at: position, into: &found, atMost: rest.count)
        let expected = UnsafeRawBufferPointer(rebasing: rest).baseAddress
        guard let expected, memcmp(expected, found, count) == 0 else {
          throw Failure(
            .inputOutput, path,
            "cannot be written (what is read back differs after byte \(position))")
        }
        rest = rest.dropFirst(count)
        position += count
      }
    }
  }

  /// Reads at least one byte back.
  private func read(
    _ file: FileDescriptor, at position: Int, into bytes: inout [UInt8], atMost most: Int
  ) throws -> Int {
    do {
      let count = try bytes.withUnsafeMutableBytes {
        try file.read(
          fromAbsoluteOffset: Int64(position), into: .init(rebasing: $0.prefix(most)))
      }
      guard count > 0 else { throw Errno.ioError }
      return count
    } catch let error as Errno {
      throw lost(error, needed: nil)
    }
  }

  /// Waits until the medium has taken what was written, if the target is forced.
  func synchronize(_ file: FileDescriptor, needed: Int?) throws {
    // Some file systems have nothing to force, and say so with EINVAL.
    guard isForced, fsync(file.rawValue) != 0, Errno.current != .invalidArgument else { return }
    throw lost(.current, needed: needed)
  }

  /// The failure of a write that the medium did not take; `needed` is what the whole file takes.
  func lost(_ error: Errno, needed: Int?) -> Failure {
    guard error.isLackOfSpace else {
      return Failure(.inputOutput, path, "cannot be written (\(error.reason))")
    }
    var figures = [error.reason]
    if let needed { figures.append("\(needed) bytes needed") }
    if let free = Folder.freeBytes(at: folder) { figures.append("\(free) bytes free") }
    return Failure(.inputOutput, path, "cannot be written (\(figures.joined(separator: ", ")))")
  }
}
