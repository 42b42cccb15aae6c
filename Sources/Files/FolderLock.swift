import Glibc

/// Keeps other processes from writing into a folder, until it is let go of or the process ends.
package final class FolderLock {
  private let descriptor: Int32

  /// Takes the lock of a folder, on the folder itself or on a file in it, which is made if needed.
  ///
  /// `holder` is what another process that has the lock would be at, for the message. Throws
  /// `.unavailable` where another has it.
  package init(_ folder: String, file: String? = nil, holder: String) throws {
    if let file {
      let path = Folder.path(folder, file)
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw Failure(.cannotCreate, path, SystemError.current.reason)
      }
    } else {
      descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    // File systems without locks are used without. Whoever only asks whether it is held lets go at once.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, usleep(100_000) == 0,
      flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK
    {
      throw Failure(.unavailable, folder, "\(holder) in this folder")
    }
  }

  /// Whether some process holds the lock on a file in a folder; where there are no locks, nobody knows, and it
  /// counts as held.
  package static func isHeld(_ folder: String, file: String) -> Bool {
    let descriptor = open(Folder.path(folder, file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
