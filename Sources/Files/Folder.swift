import Glibc
import SystemPackage

/// Listing and making folders; every list is sorted by name, so that it is the same everywhere.
public enum Folder {
  /// The paths of the files in a folder, links to files among them; hidden ones are left out.
  ///
  /// - Throws: `Failure` of kind `missingInput` where no folder is, or it may not be read.
  public static func files(in folder: String) throws -> [String] {
    try names(in: folder).map { path(folder, $0) }.filter { kind(of: $0) == .regular }
  }

  /// The paths of the folders in a folder, links to folders among them; hidden ones are left out.
  ///
  /// - Throws: `Failure` of kind `missingInput` where no folder is, or it may not be read.
  public static func folders(in folder: String) throws -> [String] {
    try names(in: folder).map { path(folder, $0) }.filter { kind(of: $0) == .directory }
  }

  /// The names of everything in a folder, sorted by their bytes.
  ///
  /// Names that are not UTF-8 are left out: no path leads to them.
  ///
  /// - Parameters:
  ///   - folder: the path of a folder.
  ///   - hidden: whether names that begin with a dot are among them.
  /// - Returns: names, not paths.
  /// - Throws: `Failure` of kind `missingInput` where no folder is, or it may not be read.
  public static func names(in folder: String, hidden: Bool = false) throws -> [String] {
    try entries(in: folder).compactMap { String(validating: $0, as: UTF8.self) }
      .filter { hidden || !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names in a folder that are not UTF-8, for messages; hidden ones are left out.
  ///
  /// - Throws: `Failure` of kind `missingInput` where no folder is, or it may not be read.
  public static func unusableNames(in folder: String) throws -> [String] {
    try entries(in: folder)
      .filter { String(validating: $0, as: UTF8.self) == nil && $0.first != UInt8(ascii: ".") }
      .map { String(escaping: $0) }.sorted()
  }

  /// The failure of a file or folder whose name is not UTF-8.
  ///
  /// - Parameter path: the path as `unusableNames` gives it.
  /// - Returns: a failure of kind `badInput`.
  public static func notUTF8(_ path: String) -> Failure {
    Failure(
      .badInput, path, "its name is not UTF-8, so it is left out", hint: "Rename it.")
  }

  /// The bytes of all names in a folder, without `.` and `..`.
  private static func entries(in folder: String) throws -> [[UInt8]] {
    guard let stream = opendir(folder) else {
      let error = Errno.current
      throw Failure(
        .missingInput, folder,
        error == .noSuchFileOrDirectory ? "no such folder" : error.reason)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        Array(raw.prefix { $0 != 0 })
      }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names
  }

  /// The last part of a path, the name of the file or folder itself; empty for `/`.
  public static func lastName(of path: String) -> String {
    FilePath(path).lastComponent?.string ?? ""
  }

  /// Whether a folder, or a link to one, is at the path.
  public static func exists(_ path: String) -> Bool { kind(of: path) == .directory }

  /// Makes a folder and those above it; one that exists is left as it is.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` where a file stands in the way or the place may not be
  ///   written to, `inputOutput` where the medium is full or faulty.
  public static func create(_ folder: String) throws {
    if exists(folder) { return }
    let above = parent(of: folder)
    if above != folder, !exists(above) { try create(above) }
    if mkdir(folder, 0o777) != 0, !(errno == EEXIST && exists(folder)) {
      let error = Errno.current
      throw Failure(
        error.isLackOfSpace || error == .ioError ? .inputOutput : .cannotCreate, folder,
        error == .fileExists
          ? "is a file, a folder is needed" : "cannot make the folder (\(error.reason))")
    }
  }

  /// The path of a name within a folder.
  ///
  /// One slash joins them, unless the folder ends in one. The name may itself be a path.
  public static func path(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The folder that a path lies in: `.` for a bare name, `/` for itself.
  ///
  /// Only the text counts: `..` and links are taken as any other name, and slashes that follow each
  /// other as one.
  public static func parent(of path: String) -> String {
    let above = FilePath(path).removingLastComponent()
    return above.isEmpty ? "." : above.string
  }

  /// The bytes that are free for an ordinary user on the file system of a path; `nil` if not known.
  ///
  /// The path has to exist. Quotas of the user are not known here.
  public static func freeBytes(at path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    // Some network file systems report more blocks than a signed number holds.
    let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: status.f_frsize))
    return overflow ? .max : bytes
  }

  private static func kind(of path: String) -> FileType? { (try? Stat(path))?.type }
}
