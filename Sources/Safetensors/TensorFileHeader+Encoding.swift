import Files

extension TensorFileHeader {
  /// The entry of one tensor in a header to be written.
  struct Description {
    var name: String
    var type: StoredType
    var shape: [Int]
    /// The CRC-32 of the stored bytes of the tensor.
    var checksum: UInt32

    /// The bytes of the tensor.
    var byteCount: Int { shape.reduce(type.byteCount, *) }
  }

  /// The bytes before the first tensor: the length of the header, and the header with all checksums.
  static func encoded(_ tensors: [Description], metadata: [String: String]) -> [UInt8] {
    var header = [UInt8](document(tensors, metadata).encoded().utf8)
    header += repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    precondition(header.count <= longest, "a header of \(header.count) bytes")
    if let own = header.withUnsafeBytes({ ownChecksum(of: $0) }) {
      header.replaceSubrange(own.digits, with: [UInt8](own.sum.utf8))
    }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) } + header
  }

  private static func document(
    _ tensors: [Description], _ metadata: [String: String]
  ) -> JSONValue {
    var texts = metadata
    if !tensors.isEmpty {
      let checksums = tensors.map {
        JSONValue.Member($0.name, .string(Checksum.text($0.checksum)))
      }
      texts["crc32"] = JSONValue.object(checksums).encoded()
      texts[ownChecksumKey] = "00000000"
    }
    let sorted = texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var members: [JSONValue.Member] = []
    if !sorted.isEmpty {
      let texts = sorted.map { JSONValue.Member($0.key, .string($0.value)) }
      members.append(JSONValue.Member("__metadata__", .object(texts)))
    }
    var begin = 0
    for tensor in tensors {
      let end = begin + tensor.byteCount
      let entry: JSONValue = [
        "dtype": .string(tensor.type.rawValue),
        "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(begin)), .integer(Int64(end))],
      ]
      members.append(JSONValue.Member(tensor.name, entry))
      begin = end
    }
    return .object(members)
  }
}
