/// The bytes of one protocol buffer, field by field in the order in which they are added.
///
/// A field is a key (its number and kind) and a value: a variable-length integer, 8 or 4 bytes, or a
/// length with so many bytes (developers.google.com/protocol-buffers/docs/encoding).
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  private mutating func key(_ field: Int, _ kind: Int) { variable(UInt64(field << 3 | kind)) }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ field: Int, _ value: Int) {
    key(field, 0)
    variable(UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ value: Double) {
    key(field, 1)
    bytes += value.bitPattern.littleEndianBytes
  }

  mutating func add(_ field: Int, _ value: [UInt8]) {
    key(field, 2)
    variable(UInt64(value.count))
    bytes += value
  }

  mutating func add(_ field: Int, _ value: String) { add(field, Array(value.utf8)) }

  mutating func add(_ field: Int, _ value: Float) {
    key(field, 5)
    bytes += value.bitPattern.littleEndianBytes
  }
}
