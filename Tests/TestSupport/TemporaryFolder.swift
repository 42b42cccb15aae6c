import Glibc

/// An empty folder for one test, removed with all it holds when the last reference to it goes.
public final class TemporaryFolder: Sendable {
  /// The path of the folder, without a slash at its end.
  public let path: String

  /// Makes the folder.
  public init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/cmcgan-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template).map { String(cString: $0) }
    precondition(made != nil, "no temporary folder can be made in \(parent)")
    path = made ?? ""
  }

  deinit { Self.remove(path) }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { path + "/" + name }

  /// The names of everything in the folder, hidden files too, sorted.
  public var names: [String] { Self.names(in: path) }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    chmod(path, 0o700)
    for name in names(in: path) { remove(path + "/" + name) }
    rmdir(path)
  }
}
