import DataSets
import Files
import Glibc

/// Files by what they are, whatever paths and links lead to them.
public struct FileSet {
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
  /// Where files would lie that are not there yet.
  private var places: Set<String> = []

  /// The files at some paths; `-` stands for no file.
  public init(_ paths: some Sequence<String>) {
    for path in paths where path != "-" {
      if let identity = Identity(path) {
        identities.insert(identity)
      } else {
        places.insert(Self.place(of: path))
      }
    }
  }

  /// Whether a path leads to one of them.
  public func contains(_ path: String) -> Bool {
    guard let identity = Identity(path) else { return places.contains(Self.place(of: path)) }
    return identities.contains(identity)
  }

  /// A path whose folder is told by its real path.
  private static func place(of path: String) -> String {
    let folder = Folder.parent(of: path)
    return Folder.path(RealPath.of(folder) ?? folder, Folder.lastName(of: path))
  }
}
