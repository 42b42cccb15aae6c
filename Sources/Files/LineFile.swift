import Glibc

/// A file of JSON objects, one a line, that grows at its end.
package struct LineFile {
  private let path: String

  /// The file at a path; it need not be there.
  package init(_ path: String) { self.path = path }

  /// The objects of the lines that are whole; none where the file cannot be read.
  ///
  /// Of more lines than `most` every n-th and the last are read.
  package func objects(atMost most: Int = .max) -> [JSONValue] {
    guard let bytes = try? InputFile.read(path) else { return [] }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return lines.thinned(toAbout: most).compactMap {
      try? StrictJSON.parse(Array($0), subject: path)
    }
  }

  /// Adds a line at the end; where that fails, nothing of it stays.
  package func append(_ object: JSONValue) throws {
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
      .inputOutput, path, "cannot append a line (\(SystemError(number: number).reason))")
  }
}

extension Array {
  /// All elements, or every n-th and the last, so that about `most` are left.
  package func thinned(toAbout most: Int) -> [Element] {
    guard count > most else { return self }
    let every = (count + most - 1) / most
    return indices.filter { $0 % every == 0 || $0 == count - 1 }.map { self[$0] }
  }
}
