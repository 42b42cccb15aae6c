import Inference
import Media
import TestSupport

extension HostileInput {
  /// The texts are read in any case, and the image also as if no checksum were wrong.
  ///
  /// A change that a checksum gives away gets no further; with it mended, the change shows what it
  /// does behind.
  func readPNG(_ bytes: [UInt8]) throws {
    _ = ConversionRecord(texts: ImageFile.text(ofPNG: bytes))
    var mended = bytes
    mended.sealPNG()
    if mended != bytes { try? readImage(mended) }
    try readImage(bytes)
  }
}
