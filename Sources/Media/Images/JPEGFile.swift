import CJPEG
import Files

/// JPEG images in memory; the only file that names TurboJPEG.
enum JPEGFile {
  /// Decodes a gray or coloured JPEG, sequential or progressive, and turns it upright.
  ///
  /// The size is checked before memory for pixels is allocated. Missing or contradictory data are a
  /// failure, although a viewer might show something.
  /// - Throws: `Failure` of kind `badInput` when the image is damaged, cut short, too large or in
  ///   printer's colours.
  static func image(from bytes: [UInt8], subject: String, maximumPixels: Int) throws -> Image {
    let header = cjpeg_header(bytes, bytes.count)
    // The colours of a CMYK image may be known even where the rest of its header cannot be read.
    guard header.is_cmyk == 0 else {
      throw Failure(
        .badInput, subject, "JPEG in CMYK colours (found four channels; RGB or gray can be read)",
        hint: "Convert it to RGB first.")
    }
    try check(header.outcome, subject)
    let (width, height) = (Int(header.width), Int(header.height))
    try ImageFile.checkSize("JPEG", width, height, subject, maximumPixels)
    var outcome = CJPEGOutcome()
    let count = width * height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      outcome = cjpeg_decode(bytes, bytes.count, header.width, header.height, buffer.baseAddress)
      initialized = reason(outcome).isEmpty ? count : 0
    }
    try check(outcome, subject)
    return Image(width: width, height: height, pixels: pixels)
      .upright(from: ImageOrientation(ofJPEG: bytes))
  }

  private static func check(_ outcome: CJPEGOutcome, _ subject: String) throws {
    let reason = reason(outcome)
    guard !reason.isEmpty else { return }
    let isCut = reason.contains("Premature end")
    throw Failure(.badInput, subject, "\(isCut ? "truncated" : "damaged") JPEG (\(reason))")
  }

  private static func reason(_ outcome: CJPEGOutcome) -> String {
    withUnsafeBytes(of: outcome.reason) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
