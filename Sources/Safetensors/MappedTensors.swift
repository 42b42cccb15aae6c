import Files

/// The tensors of a safetensors file, mapped into memory.
///
/// Opening the file reads only its header. All sizes in the header are compared with the size of the file
/// first. So a truncated file is refused, and no access leads behind its end.
package struct MappedTensors: Sendable {
  /// Texts that travel with the tensors.
  package var metadata: [String: String] { header.metadata }
  /// The path of the file.
  package var path: String { file.path }
  /// The bytes of the whole file.
  package var byteCount: Int { file.bytes.count }
  private let file: MappedFile
  private let header: TensorFileHeader

  /// Maps a file and checks its header.
  ///
  /// - Throws: what `MappedFile` throws; `Failure` of kind `badInput` for what is not exactly a
  ///   safetensors file, or has a header that is damaged.
  package init(_ path: String) throws {
    file = try MappedFile(path)
    header = try TensorFileHeader(parsing: file.bytes, subject: path)
  }

  /// The names and shapes of the tensors, in the order of their bytes.
  package var shapes: [(name: String, shape: [Int])] { header.entries.map { ($0.name, $0.shape) } }

  /// The bytes of the tensor of a name; throws `.badInput` if it is missing, or of another type or shape.
  package func require(_ name: String, _ type: StoredType, shape: [Int]) throws -> MappedTensor {
    guard let entry = header.entries.first(where: { $0.name == name }) else {
      throw Failure(.badInput, path, "no tensor is named \(name)")
    }
    guard entry.type == type, entry.shape == shape else {
      throw Failure(
        .badInput, path,
        "tensor \(name) is \(entry.type.rawValue) of the shape \(entry.shape) "
          + "(\(type.rawValue) of \(shape) is needed)")
    }
    return MappedTensor(
      owner: file, bytes: UnsafeRawBufferPointer(rebasing: file.bytes[entry.range]))
  }

  /// Reads tensors and compares them with their checksums: all tensors, or those of some names.
  ///
  /// - Throws: `Failure` of kind `badInput` for the first that is damaged, or has no checksum.
  package func verify(_ names: [String]? = nil) throws {
    for entry in header.entries where names?.contains(entry.name) ?? true {
      let found = Checksum.text(
        Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])))
      guard found == entry.checksum else {
        throw Failure(
          .badInput, path,
          "tensor \(entry.name) is damaged (CRC-32 \(found); "
            + "\(entry.checksum ?? "none") is recorded)")
      }
    }
  }
}

/// The bytes of one tensor in a mapped file.
package struct MappedTensor: @unchecked Sendable {
  /// Keeps the file mapped.
  private let owner: MappedFile
  private let bytes: UnsafeRawBufferPointer

  init(owner: MappedFile, bytes: UnsafeRawBufferPointer) {
    self.owner = owner
    self.bytes = bytes
  }

  /// Calls `body` with the bytes of a range, which lies within the tensor.
  package func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(owner) {
      try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// The element at an index, in a tensor of numbers of this type.
  @inline(__always)
  package func number<Number: FixedWidthInteger & BitwiseCopyable>(
    at index: Int, as type: Number.Type = Number.self
  ) -> Number {
    withExtendedLifetime(owner) {
      Number(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Number>.size, as: type))
    }
  }
}
