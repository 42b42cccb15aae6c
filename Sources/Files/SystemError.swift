import Glibc

/// An error number of the operating system, in words.
package struct SystemError {
  let number: Int32

  /// The error of a number, as `errno` holds it.
  package init(number: Int32) { self.number = number }

  /// The error of the last call on this thread.
  package static var current: SystemError { SystemError(number: errno) }

  /// The reason in lower case, as messages use it.
  package var reason: String {
    switch number {
    case ENOENT: return "no such file"
    case EISDIR: return "is a directory"
    case EACCES, EPERM: return "permission denied"
    case ENOTDIR: return "a part of the path is not a folder"
    case EROFS: return "the file system is read-only"
    case ENAMETOOLONG: return "the name is too long"
    default:
      guard let text = strerror(number) else { return "error \(number)" }
      let words = String(cString: text)
      return words.prefix(1).lowercased() + words.dropFirst()
    }
  }

  /// Whether the medium or its quota is full.
  var isLackOfSpace: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }
}
