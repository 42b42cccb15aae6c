import SystemPackage

/// A file of JSON objects, one a line, that grows at its end.
package struct LineFile {
  private let path: String

  /// The file at a path; it need not be there.
  package init(_ path: String) { self.path = path }

  /// The objects of the complete lines; none where the file cannot be read.
  ///
  /// If there are more lines than `most`, every n-th and the last are read.
  package func objects(atMost most: Int = .max) -> [JSONValue] {
    guard let bytes = try? InputFile.read(path) else { return [] }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return lines.thinned(toAbout: most).compactMap {
      try? StrictJSON.parse(Array($0), subject: path)
    }
  }

  /// Why some of it is left out, as a sentence for people; nil where all complete lines can be read.
  ///
  /// What is not there or empty is no problem, for a writer may be at work. Of more lines than `most` every
  /// n-th is looked at.
  package func problem(atMost most: Int = .max) -> String? {
    guard (InputFile.size(of: path) ?? 0) > 0 else { return nil }
    do {
      let bytes = try InputFile.read(path)
      let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? 0
      let lines = bytes[..<end].split(separator: UInt8(ascii: "\n")).thinned(toAbout: most)
      let count = lines.filter { (try? StrictJSON.parse(Array($0), subject: path)) == nil }.count
      return count == 0
        ? nil : "\(path): \(count) of \(lines.count) lines cannot be read and are left out"
    } catch {
      return "\(error); it is left out"
    }
  }

  /// Adds a line at the end; where that fails, nothing of it stays.
  package func append(_ object: JSONValue) throws {
    let line = Array("\(object.encoded())\n".utf8)
    do {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .append, .closeOnExec], permissions: .newFile)
      defer { try? file.close() }
      let end = try file.seek(offset: 0, from: .end)
      do {
        guard try line.withUnsafeBytes({ try file.write($0) }) == line.count else {
          throw Errno.noSpace
        }
      } catch {
        try? file.resize(to: end)
        throw error
      }
    } catch let error as Errno {
      throw Failure(.inputOutput, path, "cannot append a line (\(error.reason))")
    }
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
