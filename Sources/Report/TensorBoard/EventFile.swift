/// A file of events that TensorBoard reads.
///
/// A record is the length of its payload (8 bytes, little-endian), a masked CRC-32C of these, the payload, and
/// a masked CRC-32C of that. Payloads are protocol buffers: `Event`, with a `Summary` of values.
package struct EventFile {
  /// The bytes of the file so far.
  package private(set) var bytes: [UInt8] = []

  /// A file with the event that names the version of the format.
  package init(time: Double) {
    var event = ProtocolBuffer()
    event.add(1, time)
    event.add(3, "brain.Event:2")
    append(event)
  }

  /// Adds one number.
  package mutating func add(_ tag: String, step: Int, time: Double, value: Float) {
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(2, value)
    append(found, step: step, time: time)
  }

  /// Adds an image, which is a PNG file.
  package mutating func add(
    _ tag: String, step: Int, time: Double, png: [UInt8], width: Int, height: Int
  ) {
    var image = ProtocolBuffer()
    image.add(1, height)
    image.add(2, width)
    image.add(3, 3)
    image.add(4, png)
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(4, image.bytes)
    append(found, step: step, time: time)
  }

  /// Adds a sound of one channel, which is a WAV file.
  package mutating func add(
    _ tag: String, step: Int, time: Double, wav: [UInt8], rate: Int, samples: Int
  ) {
    var sound = ProtocolBuffer()
    sound.add(1, Float(rate))
    sound.add(2, 1)
    sound.add(3, samples)
    sound.add(4, wav)
    sound.add(5, "audio/wav")
    var found = ProtocolBuffer()
    found.add(1, tag)
    found.add(6, sound.bytes)
    append(found, step: step, time: time)
  }

  private mutating func append(_ value: ProtocolBuffer, step: Int, time: Double) {
    var summary = ProtocolBuffer()
    summary.add(1, value.bytes)
    var event = ProtocolBuffer()
    event.add(1, time)
    event.add(2, step)
    event.add(5, summary.bytes)
    append(event)
  }

  private mutating func append(_ event: ProtocolBuffer) {
    let length = UInt64(event.bytes.count).littleEndianBytes
    bytes += length + CRC32C.masked(length).littleEndianBytes
    bytes += event.bytes + CRC32C.masked(event.bytes).littleEndianBytes
  }
}

/// The fields of one protocol buffer, in the order in which they are added.
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

/// The checksum of Castagnoli, which zlib does not have.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in
      rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1
    }
  }

  /// The checksum of bytes.
  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  /// The checksum as records hold it: turned and moved, so that one of a record within a record differs.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = of(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}

extension FixedWidthInteger {
  fileprivate var littleEndianBytes: [UInt8] {
    withUnsafeBytes(of: littleEndian) { Array($0) }
  }
}
