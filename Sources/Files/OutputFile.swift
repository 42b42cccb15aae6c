import Glibc
import SystemPackage

/// Writing whole files so that a reader sees all of one or nothing of it.
///
/// The bytes go to a hidden name in the same folder, are forced to the medium, and are renamed; then
/// the folder is forced too. Whatever goes wrong, the hidden file is removed and what stood at the
/// path before still stands there. Devices and pipes are written to directly.
public enum OutputFile {
  /// Throws what writing would throw, as far as it can be known before the work is done.
  ///
  /// - Throws: `Failure` of kind `cannotCreate`.
  public static func check(_ path: String, replacing: Bool) throws {
    let target = try OutputTarget(path, replacing: replacing)
    guard target.isRenamed else { return }
    guard access(target.folder, W_OK | X_OK) == 0 else {
      throw Failure(.cannotCreate, path, target.folderProblem(.current))
    }
  }

  /// Writes a file.
  ///
  /// Where it is known before that the medium has too little space, nothing is written.
  ///
  /// - Parameters:
  ///   - bytes: the whole content.
  ///   - path: where it goes; links are followed.
  ///   - replacing: whether a file that is already there is replaced.
  ///   - isForced: whether to wait for the medium. A writer of thousands of files, which are checked
  ///     before use, leaves it out and calls `force` once.
  /// - Throws: `Failure` of kind `cannotCreate` where the path cannot be written to, `inputOutput`
  ///   where writing fails. On a full medium it names the space needed and the space left.
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to path: String, replacing: Bool, isForced: Bool = true
  ) throws {
    try write(count: bytes.count, to: path, replacing: replacing, isForced: isForced) {
      try $0(bytes)
    }
  }

  /// Calls its argument with each part of a file in turn; it may be asked to do so more than once.
  public typealias Parts = (_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// Writes a file of `count` bytes that come in parts, so that it never lies in memory as a whole.
  ///
  /// With `isVerified` the bytes are read back from the medium before they are put in their place.
  /// All else is as for a file that is given whole.
  public static func write(
    count: Int, to path: String, replacing: Bool, isForced: Bool = true, isVerified: Bool = false,
    parts: Parts
  ) throws {
    let target = try OutputTarget(path, replacing: replacing, isForced: isForced)
    guard target.isRenamed else {
      let file = try target.opened(target.place, .writeOnly)
      defer { try? file.close() }
      return try parts { try target.write($0, to: file, needed: count) }
    }
    try target.requireSpace(count)
    let (temporary, file) = try target.createTemporary()
    try InterruptedFile.removing(temporary) {
      do {
        defer { try? file.close() }
        try parts { try target.write($0, to: file, needed: count) }
        try target.synchronize(file, needed: count)
        if isVerified { try target.verify(file, parts) }
      }
      try target.rename(temporary)
    }
  }

  /// Writes a file of the given bytes.
  public static func write(
    _ bytes: [UInt8], to path: String, replacing: Bool, isForced: Bool = true
  ) throws {
    try bytes.withUnsafeBytes {
      try write($0, to: path, replacing: replacing, isForced: isForced)
    }
  }

  /// Writes a file of text in UTF-8.
  public static func write(_ text: String, to path: String, replacing: Bool) throws {
    try write([UInt8](text.utf8), to: path, replacing: replacing)
  }

  /// Lets `body` write a file by itself, at a temporary path, and then puts it in its place.
  ///
  /// For libraries that want a path or a descriptor of their own.
  ///
  /// - Parameters:
  ///   - path: where the file goes in the end.
  ///   - replacing: whether a file that is already there is replaced.
  ///   - body: writes the file. The temporary path ends like the final one, and an empty file is there
  ///     when `body` begins; if it throws, that file is removed.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, and what writing a file throws.
  public static func write<Result>(
    to path: String, replacing: Bool, through body: (_ temporaryPath: String) throws -> Result
  ) throws -> Result {
    let target = try OutputTarget(path, replacing: replacing)
    guard target.isRenamed else { return try body(target.place) }
    let (temporary, created) = try target.createTemporary()
    try? created.close()
    return try InterruptedFile.removing(temporary) {
      let result = try body(temporary)
      let file = try target.opened(temporary, .readOnly)
      do {
        defer { try? file.close() }
        try target.synchronize(file, needed: nil)
      }
      try target.rename(temporary)
      return result
    }
  }

  /// Waits until everything that was written without being forced is on the medium.
  public static func force() { sync() }

  /// Whether a file name is one of those that this type writes to before renaming.
  public static func isTemporary(name: String) -> Bool {
    name.hasPrefix(".cmcgan-") && name.contains(".tmp")
  }

  /// Removes what killed writers left in a folder.
  ///
  /// Only for a folder that is locked: the files of a living writer would go as well.
  public static func removeTemporaries(in folder: String) throws {
    for name in try Folder.names(in: folder, hidden: true) where isTemporary(name: name) {
      unlink(Folder.path(folder, name))
    }
  }
}
