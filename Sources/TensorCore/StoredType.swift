/// The element types of safetensors files that can be read; all become `Scalar`.
enum StoredType: String, CaseIterable {
  case float16 = "F16"
  case bfloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"
  case integer32 = "I32"
  case integer64 = "I64"
  case unsigned8 = "U8"

  /// The bytes of one element.
  var byteCount: Int {
    switch self {
    case .unsigned8: 1
    case .float16, .bfloat16: 2
    case .float32, .integer32: 4
    case .float64, .integer64: 8
    }
  }

  /// The elements that bytes stand for; the order of bytes is little-endian, in the file and here.
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
    [Scalar](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in 0..<count {
        let offset = index * MemoryLayout<Stored>.size
        buffer[index] = convert(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
      }
      filled = count
    }
  }
}

extension TensorFile.ElementType {
  /// The bytes of one element.
  var byteCount: Int {
    switch self {
    case .float16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Whether the value is finite and stays so when stored.
  @inline(__always)
  func holds(_ value: Scalar) -> Bool {
    switch self {
    case .float16: Float16(value).isFinite
    case .float32: Float(value).isFinite
    case .float64: value.isFinite
    }
  }

  /// Appends the bytes of the elements, rounded to nearest, ties to even.
  func append(_ elements: [Scalar], to data: inout [UInt8]) {
    switch self {
    case .float16: append(elements, to: &data) { Float16($0) }
    case .float32: append(elements, to: &data) { Float($0) }
    case .float64: append(elements, to: &data) { Double($0) }
    }
  }

  @inline(__always)
  private func append<Stored>(
    _ elements: [Scalar], to data: inout [UInt8], _ convert: (Scalar) -> Stored
  ) {
    if Stored.self == Scalar.self {
      elements.withUnsafeBytes { data.append(contentsOf: $0) }
    } else {
      let converted = elements.map(convert)
      converted.withUnsafeBytes { data.append(contentsOf: $0) }
    }
  }
}
