import Glibc

/// A file of a watched folder, and what the output folder has of it.
struct WatchedFile {
  /// What changes when a file is written to: its size and its time of modification.
  struct Version: Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    /// The version of a file now; nil where it is missing or empty.
    init?(of path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_size > 0 else { return nil }
      size = Int(status.st_size)
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  /// What the output folder may have of a file.
  enum Output: Equatable {
    /// Nothing yet.
    case nothing
    /// The file was there when the watch began: what exists of it is by an earlier watch.
    case early
    /// An earlier watch converted it: what exists is replaced when the file changes.
    case inherited
    /// This watch converted it into a file that is replaced when the original changes.
    case written(String)
  }

  /// A file that is the same at so many looks after the first one is complete.
  static let restingLooks = 3

  /// What the output folder has of it.
  var output: Output
  /// Its version at the last look; nil while it is not there.
  private var version: Version?
  /// At how many looks it was the same since.
  private var equalLooks = 0

  /// A file that has just been found.
  init(output: Output) { self.output = output }

  /// Takes note of its version now.
  ///
  /// - Returns: whether it has just come to rest.
  mutating func look(at version: Version) -> Bool {
    equalLooks = self.version == version ? equalLooks + 1 : 0
    self.version = version
    return equalLooks == Self.restingLooks
  }

  /// Takes note that it is not there.
  mutating func isGone() { version = nil }
}
