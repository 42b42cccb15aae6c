import Glibc

/// Files by what they are, whatever paths and links lead to them.
package struct FileSet {
  private struct Identity: Hashable {
    let device: dev_t
    let number: ino_t

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, number) = (status.st_dev, status.st_ino)
    }
  }

  private var identities: Set<Identity> = []
  /// The paths of files that do not exist yet.
  private var newPaths: Set<ExactPath> = []

  /// The files at some paths; `-` stands for no file.
  package init(_ paths: some Sequence<String>) {
    for path in paths where path != "-" {
      if let identity = Identity(path) {
        identities.insert(identity)
      } else {
        newPaths.insert(Self.realPath(of: path))
      }
    }
  }

  /// Whether a path leads to one of them.
  package func contains(_ path: String) -> Bool {
    guard let identity = Identity(path) else { return newPaths.contains(Self.realPath(of: path)) }
    return identities.contains(identity)
  }

  /// The path of a file in the real path of its folder.
  private static func realPath(of path: String) -> ExactPath {
    let folder = Folder.parent(of: path)
    return ExactPath(Folder.path(RealPath.of(folder) ?? folder, Folder.lastName(of: path)))
  }
}

extension OutputFile {
  /// Throws what writing would throw, and where the path leads to an input.
  ///
  /// - Throws: `Failure` of kind `cannotCreate`.
  package static func check(_ path: String, replacing: Bool, inputs: FileSet) throws {
    if inputs.contains(path) {
      throw Failure(.cannotCreate, path, "is an input as well")
    }
    try check(path, replacing: replacing)
  }
}
