import Glibc
import SystemPackage

/// Keeps other processes from writing into a folder, until it is released or the process ends.
package final class FolderLock {
  private let descriptor: Int32

  /// Takes the lock of a folder, on the folder itself or on a file in it, which is made if needed.
  ///
  /// - Parameters:
  ///   - folder: the folder that the lock is for.
  ///   - file: the name of the file in it that is locked; nil locks the folder itself.
  ///   - holder: what a process that has the lock does, for the message.
  /// - Throws: `Failure` of kind `unavailable` where another process has it, `cannotCreate` where the
  ///   file cannot be made.
  package init(_ folder: String, file: String? = nil, holder: String) throws {
    if let file {
      let path = Folder.path(folder, file)
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw Failure(.cannotCreate, path, Errno.current.reason)
      }
    } else {
      descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    // File systems without locks are used without. A process that only asks whether the lock is held
    // releases it at once, so the second try comes a little later.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, usleep(100_000) == 0,
      flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK
    {
      throw Failure(.unavailable, folder, "\(holder) in this folder")
    }
  }

  /// Whether some process holds the lock on a file in a folder.
  ///
  /// On a file system without locks nobody can know, and the lock counts as held.
  package static func isHeld(_ folder: String, file: String) -> Bool {
    let descriptor = open(Folder.path(folder, file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
