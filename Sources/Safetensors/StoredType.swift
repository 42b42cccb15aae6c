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
    case .float16: elements(bytes, count) { (value: UInt16) in Scalar(Float(halfBits: value)) }
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
    guard count > 0, let source = bytes.baseAddress else { return [] }
    precondition(bytes.count >= count * MemoryLayout<Stored>.size, "fewer bytes than elements")
    return [Scalar](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      for index in 0..<count {
        let offset = index &* MemoryLayout<Stored>.size
        target[index] = convert(source.loadUnaligned(fromByteOffset: offset, as: Stored.self))
      }
      filled = count
    }
  }
}

extension Float {
  /// The value of a half-precision number that is given by its bits.
  ///
  /// Only whole-number operations and a subtraction: compilers do several at a time, while the conversion of
  /// `Float16` is a function call for processors that may lack an instruction for it.
  @inline(__always)
  package init(halfBits bits: UInt16) {
    let shifted = UInt32(bits & 0x7FFF) << 13
    let exponent = shifted & 0x0F80_0000
    // The bias of the exponent is 15 there and 127 here.
    let normal = shifted &+ 112 << 23
    // Numbers without a leading one: 2^-14 is added to them as bits, and subtracted as a number.
    let smallest: Float = 0x1p-14
    let small = Float(bitPattern: normal &+ 1 << 23) - smallest
    let finite = exponent == 0 ? small.bitPattern : normal
    let magnitude = exponent == 0x0F80_0000 ? normal &+ 112 << 23 : finite
    self.init(bitPattern: magnitude | UInt32(bits & 0x8000) << 16)
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
