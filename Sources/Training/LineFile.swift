import Files
import Glibc

/// A file of JSON objects, one a line, that grows at its end.
struct LineFile {
  private let path: String

  /// The file at a path; it need not be there.
  init(_ path: String) { self.path = path }

  /// Adds a line at the end; where that fails, nothing of it stays.
  func append(_ object: JSONValue) throws {
    let line = Array("\(object.encoded())\n".utf8)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    let written = write(descriptor, line, line.count)
    guard written == line.count else {
      let number = written < 0 ? errno : ENOSPC
      ftruncate(descriptor, end)
      throw failure(number)
    }
  }

  private func failure(_ number: Int32) -> Failure {
    Failure(
      .inputOutput, path, "cannot append a line (\(String(cString: strerror(number)).lowercased()))"
    )
  }
}
