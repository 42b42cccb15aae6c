import Glibc
import SystemPackage

/// An open file without a name in the folder for temporary files.
///
/// It disappears with its process, however that ends. The folder is `TMPDIR`, else `/tmp`.
public enum NamelessFile {
  /// The descriptor of a new one, to be closed by the caller.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where there is no place for it.
  public static func open() throws -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array(Folder.path(folder, "cmcgan-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw Failure(
        .inputOutput, folder, "no temporary file can be made in it (\(Errno.current.reason))",
        hint: "Set TMPDIR to another folder.")
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
    return descriptor
  }
}
