import Files

/// A list of pairs as JSON lines.
enum Manifest {
  static let keys = ["sound", "image", "class", "split", "silent"]

  /// What a manifest lists; bad lines are among the faults, each with its number.
  static func listing(_ path: String) throws -> DataSetListing {
    let bytes = try InputFile.read(path, limit: 1 << 30)
    var reader = ManifestReader(path)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.contains(where: { !" \t\r".utf8.contains($0) }) {
      do {
        try reader.add(Array(line), number: index + 1)
      } catch let failure as Failure {
        reader.faults.append(failure)
      }
    }
    let hasClasses = reader.lines.contains { !$0.entry.key.className.isEmpty }
    for line in reader.lines where hasClasses && line.entry.key.className.isEmpty {
      reader.faults.append(
        Failure(
          .badInput, "\(path):\(line.number)", "class is missing; other lines have one"))
    }
    return DataSetListing(
      layout: "manifest", reader.lines.map(\.entry), faults: reader.faults)
  }

  /// A line that says where a pair is; paths are written from the manifest's folder.
  static func line(
    image: String, sound: String, _ key: PairKey, isSilent: Bool
  ) -> JSONValue {
    var line: JSONValue = ["sound": .string(sound), "image": .string(image)]
    if !key.className.isEmpty { line["class"] = .string(key.className) }
    line["split"] = .string(key.split)
    if isSilent { line["silent"] = true }
    return line
  }
}
