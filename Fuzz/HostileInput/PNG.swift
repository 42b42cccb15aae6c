import Inference
import Media
import TestSupport

extension HostileInput {
  /// The texts are read in any case, and everything also as if no checksum were wrong.
  ///
  /// A wrong checksum stops a change early. With the checksum fixed, the change shows what it
  /// does to the code behind the check.
  func readPNG(_ bytes: [UInt8]) throws {
    _ = ConversionRecord(texts: ImageFile.text(ofPNG: bytes))
    var fixed = bytes
    fixed.sealPNG()
    if fixed != bytes {
      _ = ConversionRecord(texts: ImageFile.text(ofPNG: fixed))
      try? readImage(fixed)
    }
    try readImage(bytes)
  }
}
