import Files
import Glibc

/// Keeps other processes from writing into a folder, until it is let go of or the process ends.
final class FolderLock {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `Failure` of kind `unavailable` where another process has it.
  init(_ folder: String) throws {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // File systems without locks are used without.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw Failure(.unavailable, folder, "another process is writing a data set in this folder")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
