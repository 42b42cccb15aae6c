import Files
import TensorCore
import Threads

/// Named tensors with metadata, in the safetensors format: models, checkpoints, golden values.
///
/// A file begins with 8 bytes for the length of the header. A JSON header follows, then the elements
/// without gaps. The metadata hold the CRC-32 of every tensor under `crc32`, and the CRC-32 of the header
/// under `header_crc32`, computed with zeros in the place of its own digits. Reading checks both and leaves
/// them out of `metadata`. Equal content gives equal bytes.
public struct TensorFile: Sendable, Equatable {
  /// The element types that can be written.
  public enum ElementType: String, Sendable, CaseIterable {
    /// Half precision, for small files.
    case float16 = "F16"
    /// Single precision.
    case float32 = "F32"
    /// Double precision.
    case float64 = "F64"

    /// The type that stores a `Scalar` without loss.
    public static var scalar: ElementType { Scalar.self == Double.self ? .float64 : .float32 }
  }

  /// Texts that travel with the tensors, by key.
  ///
  /// The checksums are not among them.
  public var metadata: [String: String]
  /// The names of the tensors, in the order in which they are stored.
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor] = [:]
  /// The file that errors name; nil for tensors that come from no file.
  private var subject: String?

  /// A file without tensors.
  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds a tensor at the end.
  ///
  /// The name must not be in use, and must not be `__metadata__`, which the format reserves.
  public mutating func append(_ name: String, _ tensor: Tensor) {
    precondition(name != "__metadata__", "the format keeps the name \(name) for itself")
    precondition(tensors.updateValue(tensor, forKey: name) == nil, "two tensors named \(name)")
    names.append(name)
  }

  /// The tensor of a name, if there is one.
  public subscript(name: String) -> Tensor? { tensors[name] }

  /// The tensor of a name.
  ///
  /// - Throws: `Failure` of kind `badInput` if there is none, or if it has another shape than `shape`.
  public func require(_ name: String, shape: [Int]? = nil) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw Failure(.badInput, subject, "no tensor is named \(name)")
    }
    if let shape, shape != tensor.shape {
      throw Failure(
        .badInput, subject, "tensor \(name) has the shape \(tensor.shape), \(shape) is needed")
    }
    return tensor
  }

  /// Reads the tensors of a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - requiringFinite: whether elements that are not finite are refused.
  /// - Returns: the file with all its tensors.
  /// - Throws: `Failure` of kind `missingInput` if the file cannot be opened. Kind `badInput` if it is not
  ///   exactly a safetensors file, or if a checksum is wrong.
  public static func read(_ path: String, requiringFinite: Bool = true) throws -> TensorFile {
    let bytes = try InputFile.read(path)
    return try bytes.withUnsafeBytes {
      try TensorFile(parsing: $0, subject: path, requiringFinite: requiringFinite)
    }
  }

  /// The tensors stored in bytes; errors name `subject`.
  ///
  /// Sizes are checked before anything is allocated. Checksums are compared where the file has them.
  public init(parsing bytes: [UInt8], subject: String, requiringFinite: Bool = true) throws {
    self = try bytes.withUnsafeBytes {
      try TensorFile(parsing: $0, subject: subject, requiringFinite: requiringFinite)
    }
  }

  /// The tensors stored in bytes; errors name `subject`.
  public init(
    parsing bytes: UnsafeRawBufferPointer, subject: String, requiringFinite: Bool = true
  ) throws {
    let header = try TensorFileHeader(parsing: bytes, subject: subject)
    metadata = header.metadata
    self.subject = subject
    let entries = header.entries
    let tensors = ThreadPool.shared.map(entries.count) { index in
      Result {
        try Self.tensor(
          entries[index], in: bytes, subject: subject, requiringFinite: requiringFinite)
      }
    }
    for (entry, tensor) in zip(entries, tensors) { append(entry.name, try tensor.get()) }
  }

  /// Reads one tensor, whose place in the file has been checked.
  private static func tensor(
    _ entry: TensorFileHeader.Entry, in bytes: UnsafeRawBufferPointer, subject: String,
    requiringFinite: Bool
  ) throws -> Tensor {
    let stored = UnsafeRawBufferPointer(rebasing: bytes[entry.range])
    if let expected = entry.checksum {
      let found = Checksum.text(Checksum.crc32(of: stored))
      guard found == expected else {
        throw Failure(
          .badInput, subject,
          "tensor \(entry.name) is damaged (CRC-32 \(found); \(expected) is recorded)",
          hint: TensorFileHeader.checksumHint)
      }
    }
    let tensor = Tensor(
      shape: entry.shape, elements: entry.type.elements(stored, count: entry.count))
    if requiringFinite, let place = tensor.elements.firstNonFinite {
      throw Failure(
        .badInput, subject,
        "tensor \(entry.name) holds \(tensor.elements[place]) at element \(place)")
    }
    return tensor
  }

  /// The bytes of the file.
  ///
  /// - Throws: `Failure` of kind `diverged` if an element is not finite, of kind `badInput` if one is too
  ///   large for `type`. Neither may ever be in a file.
  public func encoded(as type: ElementType = .scalar) throws -> [UInt8] {
    let start = try beginning(as: type)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(start.count + dataSize(type))
    forEachPart(start, as: type) { bytes += $0 }
    return bytes
  }

  private func dataSize(_ type: ElementType) -> Int {
    tensors.values.reduce(0) { $0 + $1.count * type.byteCount }
  }

  /// Calls `body` with the bytes before the first tensor, then with the bytes of each tensor.
  private func forEachPart(
    _ start: [UInt8], as type: ElementType, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    try start.withUnsafeBytes(body)
    for name in names {
      guard let tensor = tensors[name] else { continue }
      try type.withStored(tensor.elements) { bytes, _ in try body(bytes) }
    }
  }

  /// The length of the header and the header, with all checksums.
  private func beginning(as type: ElementType) throws -> [UInt8] {
    let descriptions = try names.compactMap { name -> TensorFileHeader.Description? in
      guard let tensor = tensors[name] else { return nil }
      return try type.withStored(tensor.elements) { bytes, unfit in
        if let unfit = unfit() { throw Self.unfit(name, unfit, tensor.elements[unfit], type) }
        return .init(
          name: name, type: type.stored, shape: tensor.shape,
          checksum: Checksum.crc32(of: bytes))
      }
    }
    return TensorFileHeader.encoded(descriptions, metadata: metadata)
  }

  private static func unfit(
    _ name: String, _ place: Int, _ value: Scalar, _ type: ElementType
  ) -> Failure {
    let found = "tensor \(name) holds \(value) at element \(place)"
    return value.isFinite
      ? Failure(.badInput, nil, "\(found), too large for \(type.rawValue)")
      : Failure(.diverged, nil, "\(found), which is never written")
  }

  /// Writes the file, all of it or nothing.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - type: the type of the stored elements.
  ///   - replacing: whether an existing file may be replaced.
  ///   - isVerified: whether the bytes are read back from the disk before the file takes its place.
  /// - Returns: the CRC-32 of the whole file.
  /// - Throws: `Failure` as `encoded(as:)` and `OutputFile` throw it.
  @discardableResult
  public func write(
    to path: String, as type: ElementType = .scalar, replacing: Bool, isVerified: Bool = false
  ) throws -> UInt32 {
    let start: [UInt8]
    do {
      start = try beginning(as: type)
    } catch let failure as Failure {
      throw Failure(failure.kind, path, failure.problem, hint: failure.hint)
    }
    try OutputFile.write(
      count: start.count + dataSize(type), to: path, replacing: replacing, isVerified: isVerified
    ) { body in
      try forEachPart(start, as: type, body)
    }
    var checksum: UInt32 = 0
    forEachPart(start, as: type) { checksum = Checksum.crc32(of: $0, after: checksum) }
    return checksum
  }

  /// Whether metadata, names, their order and all elements are equal.
  ///
  /// The names of the files do not matter.
  public static func == (first: TensorFile, second: TensorFile) -> Bool {
    first.metadata == second.metadata && first.names == second.names
      && first.tensors == second.tensors
  }
}

extension [Scalar] {
  /// The index of the first element that is infinite or not a number; nil where there is none.
  fileprivate var firstNonFinite: Int? {
    // The largest magnitude, as bits, tells it of all: several are compared at a time.
    let largest = reduce(Scalar.zero.bitPattern) { Swift.max($0, $1.magnitude.bitPattern) }
    return largest < Scalar.infinity.bitPattern ? nil : firstIndex { !$0.isFinite }
  }
}
