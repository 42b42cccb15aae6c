import Safetensors
import TensorCore

extension [UInt8] {
  /// Puts the checksum of every chunk of a PNG right, as far as the chunks can be followed.
  public mutating func sealPNG() {
    var start = 8
    while start + 12 <= count {
      let length = self[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= count else { return }
      let checksum = self[start + 4..<end].withUnsafeBytes { Checksum.crc32(of: $0) }
      Swift.withUnsafeBytes(of: checksum.bigEndian) { replaceSubrange(end..<end + 4, with: $0) }
      start = end + 4
    }
  }
}
