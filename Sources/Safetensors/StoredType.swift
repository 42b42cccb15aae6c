import TensorCore

/// The element types of safetensors files that can be read; `TensorFile` converts them to `Scalar`.
package enum StoredType: String, CaseIterable, Sendable {
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"
  case integer32 = "I32"
  case integer64 = "I64"
  case unsigned8 = "U8"

  /// The bytes of one element.
  package var byteCount: Int {
    switch self {
    case .unsigned8: 1
    case .float16, .bfloat16: 2
    case .float32, .integer32: 4
    case .float64, .integer64: 8
    }
  }

  /// Decodes elements from bytes, which are little-endian in the file and on this machine.
  func elements(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Scalar] {
    switch self {
    case .float16: elements(bytes, count) { (value: Float16) in Scalar(value) }
    case .bfloat16:
      elements(bytes, count) { (value: UInt16) in Scalar(Float(bitPattern: UInt32(value) << 16)) }
    case .float32: elements(bytes, count) { (value: Float) in Scalar(value) }
    case .float64: elements(bytes, count) { (value: Double) in Scalar(value) }
    case .integer32: elements(bytes, count) { (value: Int32) in Scalar(value) }
    case .integer64: elements(bytes, count) { (value: Int64) in Scalar(value) }
    case .unsigned8: elements(bytes, count) { (value: UInt8) in Scalar(value) }
    }
  }

  @inline(__always)
  private func elements<Stored: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, _ convert: (Stored) -> Scalar
  ) -> [Scalar] {
    // All empty arrays share one storage, which several threads would write to.
    guard count > 0 else { return [] }
    return [Scalar](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in 0..<count {
        let offset = index * MemoryLayout<Stored>.size
        buffer[index] = convert(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
      }
      filled = count
    }
  }
}

extension TensorFile.ElementType {
  /// The same type among all that can be read.
  var stored: StoredType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }

  /// The bytes of one element.
  var byteCount: Int { stored.byteCount }

  /// Calls `body` with the elements as they are stored, rounded to nearest, ties to even.
  ///
  /// `unfit` finds the first element that is not finite after rounding.
  func withStored<Result>(
    _ elements: [Scalar], _ body: (UnsafeRawBufferPointer, _ unfit: () -> Int?) throws -> Result
  ) rethrows -> Result {
    switch self {
    case .float16: try pass(converted(elements, to: Float16.self), to: body)
    case .float32: try pass(converted(elements, to: Float.self), to: body)
    case .float64: try pass(converted(elements, to: Double.self), to: body)
    }
  }

  /// The elements as another type, or the array itself if the type is the same.
  private func converted<Stored: BinaryFloatingPoint>(
    _ elements: [Scalar], to type: Stored.Type
  ) -> [Stored] {
    elements as? [Stored] ?? elements.map { Stored($0) }
  }

  @inline(__always)
  private func pass<Stored: BinaryFloatingPoint, Result>(
    _ stored: [Stored], to body: (UnsafeRawBufferPointer, _ unfit: () -> Int?) throws -> Result
  ) rethrows -> Result {
    try stored.withUnsafeBytes { bytes in
      try body(bytes) { stored.firstIndex { !$0.isFinite } }
    }
  }
}
