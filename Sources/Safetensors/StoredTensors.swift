import Files

/// Tensors as bytes of any stored type, written without conversion.
///
/// The file has the format of `TensorFile`: the header and every tensor have a checksum, and equal content
/// gives equal bytes.
package struct StoredTensors {
  private let metadata: [String: String]
  private var tensors: [(description: TensorFileHeader.Description, bytes: [UInt8])] = []

  /// Makes a file without tensors, with texts that travel with them.
  package init(metadata: [String: String]) { self.metadata = metadata }

  /// Adds a tensor at the end, under a name that is not in use.
  ///
  /// The elements are little-endian and in row-major order.
  package mutating func append(
    _ name: String, _ type: StoredType, shape: [Int], bytes: [UInt8]
  ) {
    let description = TensorFileHeader.Description(
      name: name, type: type, shape: shape,
      checksum: bytes.withUnsafeBytes { Checksum.crc32(of: $0) })
    precondition(bytes.count == description.byteCount, "\(bytes.count) bytes for \(shape)")
    precondition(!tensors.contains { $0.description.name == name }, "two tensors named \(name)")
    tensors.append((description, bytes))
  }

  /// Adds a tensor of whole numbers.
  package mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    _ name: String, _ type: StoredType, shape: [Int], numbers: [Number]
  ) {
    append(name, type, shape: shape, bytes: numbers.withUnsafeBytes { [UInt8]($0) })
  }

  /// Writes the file, all of it or nothing, and returns its size in bytes.
  ///
  /// - Throws: what `OutputFile` throws.
  @discardableResult
  package func write(to path: String, replacing: Bool) throws -> Int {
    let start = TensorFileHeader.encoded(tensors.map(\.description), metadata: metadata)
    let count = tensors.reduce(start.count) { $0 + $1.bytes.count }
    try OutputFile.write(count: count, to: path, replacing: replacing) { body in
      try start.withUnsafeBytes(body)
      for tensor in tensors { try tensor.bytes.withUnsafeBytes(body) }
    }
    return count
  }
}
