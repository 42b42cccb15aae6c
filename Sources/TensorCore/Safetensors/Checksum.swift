import CZlib

/// Checksums that show whether stored bytes changed.
public enum Checksum {
  /// The CRC-32 of zlib, gzip and PNG; of bytes that follow others, given the checksum of those.
  public static func crc32(of bytes: UnsafeRawBufferPointer, after earlier: UInt32 = 0) -> UInt32 {
    UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(earlier), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }

  /// A checksum as eight hexadecimal digits.
  public static func text(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
