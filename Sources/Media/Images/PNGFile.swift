import CPNG
import Files
import Glibc
import Safetensors

/// PNG images in memory; the only file that names libpng.
enum PNGFile {
  /// The version of libpng in use.
  static var libraryVersion: String { String(cString: cpng_version()) }

  /// Decodes a PNG of any colour type and depth, and turns it upright.
  ///
  /// Transparent pixels are laid over white, and 16-bit samples are rounded to 8 bits. Gamma and colour
  /// profiles are ignored. The size is checked before memory for pixels is allocated. Damage that no pixel
  /// suffers from is a note: a wrong checksum of a text, or a missing end.
  /// - Throws: `Failure` of kind `badInput` when the pixels are damaged, cut short or too many.
  static func image(
    from bytes: [UInt8], subject: String, maximumPixels: Int, note: (String) -> Void
  ) throws -> Image {
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
      let isComplete = outcome.status == CPNG_DONE || outcome.status == CPNG_DAMAGED_END
      initialized = isComplete ? count : 0
    }
    try check(outcome, subject)
    let chunk = line(outcome.left_out)
    if !chunk.isEmpty { note("has a wrong checksum in its chunk \(chunk), which is left out") }
    if outcome.status == CPNG_DAMAGED_END {
      note("is damaged after its pixels, which are complete (\(reason(outcome)))")
    }
    return Image(width: width, height: height, pixels: pixels)
      .upright(from: ImageOrientation(ofEXIF: exif(in: bytes)))
  }

  /// The EXIF data of a PNG that was decoded; empty if there are none, or their checksum is wrong.
  ///
  /// libpng could hand them over, but would allocate whatever length the chunk claims to have.
  private static func exif(in bytes: [UInt8]) -> ArraySlice<UInt8> {
    var chunk = bytes.dropFirst(8)
    func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
    // A chunk is a length, a name, data of that length, and a checksum of name and data.
    while chunk.count >= 12 {
      let length = number(chunk.prefix(4))
      guard length <= chunk.count - 12 else { break }
      let content = chunk.dropFirst(4).prefix(4 + length)
      let rest = chunk.dropFirst(8 + length)
      if content.starts(with: "eXIf".utf8) {
        let checksum = content.withUnsafeBytes { Checksum.crc32(of: $0) }
        return number(rest.prefix(4)) == Int(checksum) ? content.dropFirst(4) : []
      }
      chunk = rest.dropFirst(4)
    }
    return []
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
    case CPNG_DONE, CPNG_DAMAGED_END: return
    case CPNG_TRUNCATED: throw Failure(.badInput, subject, "truncated PNG (\(reason(outcome)))")
    case CPNG_OUT_OF_MEMORY: throw Failure(.resources, subject, reason(outcome))
    default: throw Failure(.badInput, subject, "damaged PNG (\(reason(outcome)))")
    }
  }

  private static func reason(_ outcome: CPNGOutcome) -> String { line(outcome.reason) }

  /// The text in an array of C.
  private static func line<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
