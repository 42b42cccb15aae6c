import DataSets
import Glibc

extension HostileInput {
  /// A manifest that is accepted names nothing but files below its folder.
  func readManifest(_ bytes: [UInt8]) throws {
    let set = try DataSetLayout.open(file(bytes, "set/list"))
    let root = Self.realPath(of: folder.path("set"))
    for pair in set.training + set.validation {
      guard case .files(let image, let sound) = pair.origin else { continue }
      for path in [image, sound] {
        precondition(Self.realPath(of: path).hasPrefix(root + "/"), "a manifest led to \(path)")
      }
    }
  }

  /// A few files that manifests can name, and links that lead to them and elsewhere.
  func makeListedFiles() {
    for name in ["set", "set/d"] { mkdir(folder.path(name), 0o700) }
    for name in ["outside", "set/a", "set/b", "set/c.wav", "set/d/c.wav"] {
      close(creat(folder.path(name), 0o600))
    }
    for (target, name) in [
      ("a", "in"), ("../outside", "out"), ("..", "up"), ("loop", "loop"), ("missing", "broken"),
    ] {
      symlink(target, folder.path("set/" + name))
    }
  }

  private static func realPath(of path: String) -> String {
    guard let real = realpath(path, nil) else { return "" }
    defer { free(real) }
    return String(cString: real)
  }
}
