import CZlib

/// Checksums that show whether stored bytes changed: CRC-32, as in zlib, gzip and PNG.
public enum Checksum {
  /// The CRC-32 of bytes.
  ///
  /// If the bytes follow others, `earlier` is the checksum of the bytes before them.
  public static func crc32(of bytes: UnsafeRawBufferPointer, after earlier: UInt32 = 0) -> UInt32 {
    UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(earlier), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
  }

  /// A checksum as eight hexadecimal digits in lower case.
  public static func text(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
