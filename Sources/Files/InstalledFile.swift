import Glibc

/// Files that come with the program: in a checkout, or below the prefix of an installation.
public enum InstalledFile {
  /// The path of the first place where there is a file, or nothing.
  ///
  /// Places are relative paths, such as `data/default.safetensors`. They are tried in the folder of the
  /// executable, the running program's by default, then in each folder above it.
  public static func path(
    _ places: [String], executable: String = InstalledFile.executable
  ) -> String? {
    var folder = Folder.parent(of: executable)
    while true {
      for place in places {
        let path = Folder.path(folder, place)
        if InputFile.exists(path) { return path }
      }
      let above = Folder.parent(of: folder)
      if above == folder || folder == "." { return nil }
      folder = above
    }
  }

  /// The real path of the program that runs.
  public static var executable: String { RealPath.of("/proc/self/exe") ?? "." }
}
