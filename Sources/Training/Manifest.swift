import Files

/// A list of pairs as JSON lines.
enum Manifest {
  /// The data set that a manifest lists.
  ///
  /// - Throws: `Failure` of kind `badInput` that names the first bad line by its number.
  static func open(_ path: String) throws -> DataSet {
    let bytes = try InputFile.read(path, limit: 4 << 30)
    let root = Folder.parent(of: path)
    var pairs: [(place: DataSetLayout.Place, image: String, sound: String)] = []
    var seen: Set<DataSetLayout.Place> = []
    for (index, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    )
    .enumerated() {
      guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else {
        continue
      }
      let subject = "\(path):\(index + 1)"
      let value: JSONValue
      do {
        value = try StrictJSON.parse(Array(line), subject: subject, kind: .badInput)
      } catch let failure as Failure {
        throw Failure(.badInput, subject, failure.problem, hint: failure.hint)
      }
      let members = value.members ?? []
      for member in members
      where !["sound", "image", "class", "split", "silent"].contains(member.key) {
        throw Failure(.badInput, subject, "unknown key \(member.key)")
      }
      let image = try resolved(value["image"], "image", root: root, subject: subject)
      let sound = try resolved(value["sound"], "sound", root: root, subject: subject)
      let split = value["split"]?.text ?? ""
      guard split.isEmpty || DataSetLayout.splits.contains(split) else {
        throw Failure(.badInput, subject, "split is \(split); train or validation is needed")
      }
      let name = DataSetLayout.lastName(of: sound)
      let place = DataSetLayout.Place(
        split: split, className: value["class"]?.text ?? "",
        stem: name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name)
      guard seen.insert(place).inserted else {
        throw Failure(.badInput, subject, "the pair \(place.stem) is listed twice")
      }
      pairs.append((place, image, sound))
    }
    return try DataSetLayout.assembled(pairs, notes: [])
  }

  /// A path of a manifest as a path of the system, if it stays below the manifest's folder.
  private static func resolved(
    _ value: JSONValue?, _ key: String, root: String, subject: String
  ) throws -> String {
    guard let text = value?.text, !text.isEmpty else {
      throw Failure(.badInput, subject, "\(key) is missing; the path of a file is needed")
    }
    guard !text.utf8.contains(0), !text.hasPrefix("/"),
      !text.split(separator: "/").contains("..")
    else {
      throw Failure(.badInput, subject, "\(key) leaves the manifest's folder (\(text))")
    }
    return Folder.path(root, text)
  }
}
