import Files

/// The header of a safetensors file, whose numbers have all been checked against the file.
struct TensorFileHeader {
  /// One tensor: its name, type and shape, and the position of its bytes.
  struct Entry {
    var name: String
    var type: StoredType
    var shape: [Int]
    var count: Int
    /// The position of the bytes in the whole file.
    var range: Range<Int>
    var checksum: String?
  }

  /// The longest header that the format allows, in bytes.
  static let longest = 100_000_000

  /// Metadata without the checksums.
  private(set) var metadata: [String: String] = [:]
  /// The tensors in the order of their bytes.
  private(set) var entries: [Entry] = []
  private let subject: String
  private var ownChecksum: String?

  /// The key under which the header's own checksum stands.
  static let ownChecksumKey = "header_crc32"

  /// The checksum of a header, computed with zeros in the place of its digits, and that place.
  static func ownChecksum(of header: UnsafeRawBufferPointer) -> (digits: Range<Int>, sum: String)? {
    // Quotes inside texts are escaped, so only the key itself reads like this.
    let start = [UInt8]("\"\(ownChecksumKey)\":\"".utf8)
    let found = (0..<max(0, header.count - start.count)).first { place in
      header[place] == start[0]
        && UnsafeRawBufferPointer(rebasing: header[place...].prefix(start.count))
          .elementsEqual(start)
    }
    guard let place = found.map({ $0 + start.count }), place + 8 <= header.count else {
      return nil
    }
    let digits = place..<place + 8
    var blank = [UInt8](header)
    blank.replaceSubrange(digits, with: repeatElement(UInt8(ascii: "0"), count: 8))
    return (digits, Checksum.text(blank.withUnsafeBytes { Checksum.crc32(of: $0) }))
  }

  init(parsing bytes: UnsafeRawBufferPointer, subject: String) throws {
    self.subject = subject
    let length = try Self.length(of: bytes, subject: subject)
    let text = UnsafeRawBufferPointer(rebasing: bytes[8..<8 + length])
    let root: JSONValue
    do {
      root = try StrictJSON.parse(text, subject: "header", kind: .badInput)
    } catch let fault as Failure {
      throw Failure(.badInput, subject, "\(fault.subject ?? "header"): \(fault.problem)")
    }
    guard let members = root.members else {
      throw Failure(.badInput, subject, "the header is \(root.named), an object is needed")
    }
    var checksums: [String: String]?
    // Two spellings of one accent are equal texts, though their bytes differ.
    var names: Set<String> = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = try readTexts(of: member.value, in: "__metadata__")
        if let text = metadata.removeValue(forKey: "crc32") {
          checksums = try readChecksums(text)
        }
        ownChecksum = metadata.removeValue(forKey: Self.ownChecksumKey)
      } else {
        guard names.insert(member.key).inserted else {
          throw wrong("two tensors are named \(member.key)")
        }
        try entries.append(entry(member.key, member.value, dataStart: 8 + length))
      }
    }
    try checkPlaces(dataStart: 8 + length, fileSize: bytes.count)
    if let checksums { try assign(checksums) }
    try checkOwnChecksum(of: text, isNeeded: checksums != nil)
  }

  /// The length of the header from the first 8 bytes, if the file is long enough.
  private static func length(of bytes: UnsafeRawBufferPointer, subject: String) throws -> Int {
    let kind = FileKind.sniff(bytes)
    if bytes.count < 9 || bytes[8] != UInt8(ascii: "{") {
      if let reason = foreign(kind) {
        throw Failure(
          .badInput, subject, "not a safetensors file (looks like \(reason.0))", hint: reason.1)
      }
    }
    guard bytes.count >= 8 else {
      throw Failure(
        .badInput, subject, "truncated (\(bytes.count) bytes; a safetensors file begins with 8)")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(longest) else {
      throw Failure(
        .badInput, subject, "the header is said to have \(length) bytes (at most \(longest))")
    }
    guard Int(length) <= bytes.count - 8 else {
      throw Failure(
        .badInput, subject,
        "truncated (the header ends at byte \(length + 8), the file has \(bytes.count))")
    }
    return Int(length)
  }

  /// The kind of a file that is not safetensors, with a hint.
  private static func foreign(_ kind: FileKind) -> (String, hint: String?)? {
    switch kind {
    case .pickle: ("a PyTorch pickle", "Save its tensors with safetensors.torch.save_file first.")
    case .zip:
      (
        "a zip archive or PyTorch checkpoint",
        "Save its tensors with safetensors.torch.save_file first."
      )
    case .safetensors, .unknown: nil
    default: (kind.named, nil)
    }
  }

  private func wrong(_ problem: String) -> Failure { Failure(.badInput, subject, problem) }

  private func readTexts(of value: JSONValue, in key: String) throws -> [String: String] {
    guard let members = value.members else {
      throw wrong("\(key) is \(value.named), an object of texts is needed")
    }
    var texts: [String: String] = [:]
    for member in members {
      guard let text = member.value.text else {
        throw wrong("\(key).\(member.key) is \(member.value.named), a text is needed")
      }
      texts[member.key] = text
    }
    return texts
  }

  private func readChecksums(_ text: String) throws -> [String: String] {
    do {
      return try readTexts(
        of: StrictJSON.parse(text, subject: "__metadata__.crc32", kind: .badInput), in: "crc32")
    } catch let fault as Failure where fault.subject != subject {
      throw wrong("\(fault.subject ?? "crc32"): \(fault.problem)")
    }
  }

  private func entry(_ name: String, _ value: JSONValue, dataStart: Int) throws -> Entry {
    guard let members = value.members else {
      throw wrong("tensor \(name) is \(value.named), an object is needed")
    }
    if let other = members.first(where: { !["dtype", "shape", "data_offsets"].contains($0.key) }) {
      throw wrong("tensor \(name) has an unknown key \(other.key)")
    }
    guard let typeName = value["dtype"]?.text else { throw wrong("tensor \(name) has no dtype") }
    guard let type = StoredType(rawValue: typeName) else {
      let known = StoredType.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong("tensor \(name) has the unknown dtype \(typeName) (one of \(known) is needed)")
    }
    let shape = try sizes(value["shape"], of: name, key: "shape")
    let offsets = try sizes(value["data_offsets"], of: name, key: "data_offsets")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw wrong("tensor \(name) has the data_offsets \(offsets) (a begin and an end are needed)")
    }
    var count = 1
    var overflow = false
    for size in shape where !overflow {
      (count, overflow) = count.multipliedReportingOverflow(by: size)
    }
    let byteCount = count.multipliedReportingOverflow(by: type.byteCount)
    let begin = dataStart.addingReportingOverflow(offsets[0])
    let end = dataStart.addingReportingOverflow(offsets[1])
    guard !overflow, !byteCount.overflow, !begin.overflow, !end.overflow else {
      throw wrong("tensor \(name) is too large (shape \(shape), data_offsets \(offsets))")
    }
    guard byteCount.partialValue == offsets[1] - offsets[0] else {
      throw wrong(
        "tensor \(name) has \(offsets[1] - offsets[0]) bytes "
          + "(shape \(shape) of \(typeName) needs \(byteCount.partialValue))")
    }
    return Entry(
      name: name, type: type, shape: shape, count: count,
      range: begin.partialValue..<end.partialValue)
  }

  private func sizes(_ value: JSONValue?, of name: String, key: String) throws -> [Int] {
    guard let elements = value?.elements else { throw wrong("tensor \(name) has no \(key)") }
    return try elements.map { element in
      guard let size = element.wholeNumber, size >= 0 else {
        throw wrong("tensor \(name) has \(element.named) in its \(key)")
      }
      return size
    }
  }

  /// Sorts the tensors by position and refuses gaps, overlaps and bytes that belong to no tensor.
  private mutating func checkPlaces(dataStart: Int, fileSize: Int) throws {
    let sorted = entries.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }
    entries = sorted.map(\.element)
    var end = dataStart
    for entry in entries {
      guard entry.range.lowerBound == end else {
        let fault = entry.range.lowerBound > end ? "leaves a hole" : "overlaps another"
        throw wrong(
          "tensor \(entry.name) \(fault) "
            + "(begins at \(entry.range.lowerBound - dataStart), expected \(end - dataStart))")
      }
      end = entry.range.upperBound
    }
    if end > fileSize {
      throw wrong("truncated (the tensors end at byte \(end), the file has \(fileSize))")
    }
    if end < fileSize {
      throw wrong("\(fileSize - end) bytes follow the last tensor (it ends at byte \(end))")
    }
  }

  private func checkOwnChecksum(of header: UnsafeRawBufferPointer, isNeeded: Bool) throws {
    guard let ownChecksum else {
      if isNeeded { throw wrong("the header has no checksum, though the tensors have") }
      return
    }
    let found = Self.ownChecksum(of: header)?.sum ?? "none"
    guard found == ownChecksum else {
      throw Failure(
        .badInput, subject,
        "the header is damaged (CRC-32 \(found); \(ownChecksum) is recorded)",
        hint: Self.checksumHint)
    }
  }

  /// The hint for a file that was changed on purpose, so that its checksums are wrong.
  static let checksumHint =
    "If it was changed on purpose, remove crc32 and \(ownChecksumKey) from the metadata."

  private mutating func assign(_ checksums: [String: String]) throws {
    for index in entries.indices {
      guard let checksum = checksums[entries[index].name] else {
        throw wrong("tensor \(entries[index].name) has no checksum, though others have one")
      }
      entries[index].checksum = checksum
    }
    guard checksums.count == entries.count else {
      let names = Set(entries.map(\.name))
      let lost = checksums.keys.filter { !names.contains($0) }.sorted().first ?? ""
      throw wrong("a checksum is recorded for the tensor \(lost), which is not there")
    }
  }
}
