import Glibc

/// Where paths lead once every symbolic link is followed.
package enum RealPath {
  /// The absolute path without links, `.` and `..`; `nil` where nothing is.
  package static func of(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Whether a real path is a real folder or lies below it.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }
}
