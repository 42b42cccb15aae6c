import CJPEG
import Files

/// JPEG images in memory; the only file that names libjpeg.
enum JPEGFile {
  /// Decodes a JPEG of any sampling and colours, sequential or progressive, and turns it upright.
  ///
  /// The size is checked before memory for pixels is allocated. Missing or contradictory data are a
  /// failure, although a viewer might show something; surplus bytes are a note. CMYK becomes RGB by the
  /// plain formula, with a note.
  /// - Throws: `Failure` of kind `badInput` when the image is damaged, cut short or too large.
  static func image(
    from bytes: [UInt8], subject: String, maximumPixels: Int, note: (String) -> Void
  ) throws -> Image {
    let header = cjpeg_header(bytes, bytes.count)
    try check(header.outcome, subject)
    let (width, height) = (Int(header.width), Int(header.height))
    try ImageFile.checkSize("JPEG", width, height, subject, maximumPixels)
    var outcome = CJPEGOutcome()
    let count = width * height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      outcome = cjpeg_decode(bytes, bytes.count, header.width, buffer.baseAddress)
      initialized = outcome.status == CJPEG_DONE ? count : 0
    }
    try check(outcome, subject)
    let warning = message(outcome)
    if !warning.isEmpty { note("is read in spite of a fault (\(warning))") }
    if header.is_cmyk != 0 {
      note("has CMYK colours, converted to RGB by the plain formula, without a colour profile")
    }
    return Image(width: width, height: height, pixels: pixels)
      .upright(from: ImageOrientation(ofJPEG: bytes))
  }

  private static func check(_ outcome: CJPEGOutcome, _ subject: String) throws {
    let reason = message(outcome)
    switch outcome.status {
    case CJPEG_DONE: return
    case CJPEG_OUT_OF_MEMORY: throw Failure(.resources, subject, reason)
    default:
      let isCut = reason.contains("Premature end")
      throw Failure(.badInput, subject, "\(isCut ? "truncated" : "damaged") JPEG (\(reason))")
    }
  }

  private static func message(_ outcome: CJPEGOutcome) -> String {
    withUnsafeBytes(of: outcome.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
