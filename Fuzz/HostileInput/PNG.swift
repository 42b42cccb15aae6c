import Media
import TensorCore
import Training

extension HostileInput {
  /// The texts are read in any case, and the picture also as if no checksum were wrong.
  ///
  /// A change that a checksum gives away gets no further; with it mended, the change shows what it
  /// does behind.
  func readPNG(_ bytes: [UInt8]) throws {
    _ = ConversionRecord(texts: ImageFile.text(ofPNG: bytes))
    let mended = Self.withChecksumsMended(bytes)
    if mended != bytes { try? readPicture(mended) }
    try readPicture(bytes)
  }

  private static func withChecksumsMended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = bytes[start + 4..<end].withUnsafeBytes { Checksum.crc32(of: $0) }
      withUnsafeBytes(of: checksum.bigEndian) { bytes.replaceSubrange(end..<end + 4, with: $0) }
      start = end + 4
    }
    return bytes
  }
}
