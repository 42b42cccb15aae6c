import CPNG
import Files
import Glibc

/// PNG images in memory; the only file that names libpng.
enum PNGFile {
  /// The version of libpng in use.
  static var libraryVersion: String { String(cString: cpng_version()) }

  /// Decodes a PNG of any colour type and depth.
  ///
  /// Transparent pixels are laid over white, and 16-bit samples are rounded to 8 bits. Gamma and colour
  /// profiles are ignored. The size is checked before memory for pixels is allocated.
  /// - Throws: `Failure` of kind `badInput` when the image is damaged, cut short or too large.
  static func image(from bytes: [UInt8], subject: String, maximumPixels: Int) throws -> Image {
    let header = cpng_header(bytes, bytes.count)
    try check(header.outcome, subject)
    let (width, height) = (Int(header.width), Int(header.height))
    try ImageFile.checkSize("PNG", width, height, subject, maximumPixels)
    // Deflate cannot pack more than 1032 bytes into one, so the size tells that a file is too short.
    let storedBytes = (width * height * Int(header.bits_per_pixel)) / 8
    guard storedBytes / 1032 <= bytes.count else {
      throw Failure(
        .badInput, subject,
        "truncated PNG (\(bytes.count) bytes cannot hold \(width) x \(height) pixels)")
    }
    var outcome = CPNGOutcome()
    let count = width * height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      outcome = cpng_decode(bytes, bytes.count, header.width, header.height, buffer.baseAddress)
      initialized = outcome.status == CPNG_DONE ? count : 0
    }
    try check(outcome, subject)
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Encodes an image with texts: ASCII as `tEXt`, any other as `iTXt`.
  ///
  /// A key is 1 to 79 characters of printable Latin; neither key nor value holds a zero byte.
  static func encoded(_ image: Image, text: [(key: String, value: String)]) throws -> [UInt8] {
    var texts = [CChar]()
    for (key, value) in text {
      precondition((1...79).contains(key.utf8.count), "a PNG keyword has 1 to 79 characters")
      precondition(!key.utf8.contains(0) && !value.utf8.contains(0), "a PNG text has no zero byte")
      texts += key.utf8CString + value.utf8CString
    }
    let encoded = cpng_encode(
      image.pixels, UInt32(image.width), UInt32(image.height), texts, text.count)
    defer { cpng_free(encoded.bytes) }
    switch encoded.outcome.status {
    case CPNG_DONE: return Array(UnsafeBufferPointer(start: encoded.bytes, count: encoded.count))
    case CPNG_OUT_OF_MEMORY: throw Failure(.resources, nil, reason(encoded.outcome))
    default: throw Failure(.internalError, nil, "PNG not written (\(reason(encoded.outcome)))")
    }
  }

  /// The keys and values of all text chunks, in the order of the file; none if it is no PNG.
  ///
  /// A text with a wrong checksum is left out, and so is everything after the point where the chunks
  /// can no longer be followed. `CPNG` bounds their number and their unpacked size.
  static func texts(in bytes: [UInt8]) -> [(key: String, value: String)] {
    var texts = [(key: String, value: String)]()
    withUnsafeMutablePointer(to: &texts) { texts in
      cpng_texts(bytes, bytes.count, texts) { context, key, value, count, isUTF8 in
        guard let context, let key, let value else { return }
        let bytes = UnsafeRawBufferPointer(start: value, count: count)
        let text = isUTF8 == 0 ? PNGFile.latin(bytes) : String(decoding: bytes, as: UTF8.self)
        context.assumingMemoryBound(to: [(key: String, value: String)].self)
          .pointee.append(
            (PNGFile.latin(UnsafeRawBufferPointer(start: key, count: strlen(key))), text))
      }
    }
    return texts
  }

  private static func latin(_ bytes: UnsafeRawBufferPointer) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  private static func check(_ outcome: CPNGOutcome, _ subject: String) throws {
    switch outcome.status {
    case CPNG_DONE: return
    case CPNG_TRUNCATED: throw Failure(.badInput, subject, "truncated PNG (\(reason(outcome)))")
    case CPNG_OUT_OF_MEMORY: throw Failure(.resources, subject, reason(outcome))
    default: throw Failure(.badInput, subject, "damaged PNG (\(reason(outcome)))")
    }
  }

  private static func reason(_ outcome: CPNGOutcome) -> String {
    withUnsafeBytes(of: outcome.reason) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
