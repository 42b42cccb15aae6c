import Glibc
import SystemPackage

extension Errno {
  /// The error of the last call of the system on this thread.
  package static var current: Errno { Errno(rawValue: errno) }

  /// The reason in lower case, as messages use it, such as "no space left on device".
  package var reason: String {
    switch self {
    case .noSuchFileOrDirectory: "no such file"
    case .permissionDenied, .notPermitted: "permission denied"
    case .notDirectory: "a part of the path is not a folder"
    case .readOnlyFileSystem: "the file system is read-only"
    case .fileNameTooLong: "the name is too long"
    default: description.prefix(1).lowercased() + description.dropFirst()
    }
  }

  /// Whether the medium or its quota is full, or the file as large as the process may make it.
  var isLackOfSpace: Bool { [.noSpace, .diskQuotaExceeded, .fileTooLarge].contains(self) }
}

/// An error number of the operating system, for the modules that only put it into words.
package typealias SystemError = Errno
