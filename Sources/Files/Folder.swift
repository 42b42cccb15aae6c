import Glibc

/// Listing and making folders; every list is sorted by name, so that it is the same everywhere.
public enum Folder {
  /// The paths of the files in a folder, links to files among them; hidden ones are left out.
  public static func files(in folder: String) throws -> [String] {
    try names(in: folder).map { path(folder, $0) }.filter { kind(of: $0) == S_IFREG }
  }

  /// The paths of the folders in a folder; hidden ones are left out.
  public static func folders(in folder: String) throws -> [String] {
    try names(in: folder).map { path(folder, $0) }.filter { kind(of: $0) == S_IFDIR }
  }

  /// The names of everything in a folder, sorted by their bytes.
  public static func names(in folder: String, hidden: Bool = false) throws -> [String] {
    guard let stream = opendir(folder) else {
      let error = SystemError.current
      throw Failure(
        .missingInput, folder, error.number == ENOENT ? "no such folder" : error.reason)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." || (!hidden && name.hasPrefix(".")) { continue }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The last part of a path: the name of the file or folder itself.
  public static func lastName(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// Whether a folder, or a link to one, is at the path.
  public static func exists(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Makes a folder and those above it; one that exists is left as it is.
  public static func create(_ folder: String) throws {
    if exists(folder) { return }
    let above = parent(of: folder)
    if above != folder, !exists(above) { try create(above) }
    if mkdir(folder, 0o777) != 0, !(errno == EEXIST && exists(folder)) {
      let error = SystemError.current
      throw Failure(
        error.isLackOfSpace || error.number == EIO ? .inputOutput : .cannotCreate, folder,
        error.number == EEXIST
          ? "is a file, a folder is needed" : "cannot make the folder (\(error.reason))")
    }
  }

  /// A name within a folder as a path.
  public static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The folder that a path lies in, `.` for a bare name.
  public static func parent(of path: String) -> String {
    var rest = path[...]
    while rest.count > 1, rest.last == "/" { rest.removeLast() }
    guard let slash = rest.lastIndex(of: "/") else { return "." }
    rest = rest[..<slash]
    while rest.last == "/" { rest.removeLast() }
    return rest.isEmpty ? "/" : String(rest)
  }

  /// The bytes that an ordinary user may still write where the path lies; `nil` if not known.
  public static func freeBytes(at path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    // Some network file systems report more blocks than a signed number holds.
    let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: status.f_frsize))
    return overflow ? .max : bytes
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
