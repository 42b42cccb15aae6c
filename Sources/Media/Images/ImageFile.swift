import Files

/// Reading PNG, JPEG and WebP files, and writing PNG files with texts.
///
/// The content decides what a file is, never its name.
public enum ImageFile {
  /// The number of pixels above which an image is refused unless another limit is given.
  ///
  /// 100 million pixels take 300 MB once they are decoded.
  public static let usualMaximumPixels = 100_000_000

  /// Reads an image, whatever its name ends in.
  ///
  /// Transparent pixels are laid over white, and photographs are turned upright as their EXIF data say.
  /// Colour profiles are ignored.
  /// - Parameters:
  ///   - path: a file or a pipe.
  ///   - maximumPixels: more are refused, before memory for them is allocated.
  ///   - note: called with what is odd about the image although all its pixels could be read.
  /// - Returns: the image, upright.
  /// - Throws: `Failure` of kind `missingInput` when the file cannot be opened, `badInput` when it
  ///   is empty, of another type, damaged, cut short or of more than `maximumPixels` pixels.
  public static func read(
    _ path: String, maximumPixels: Int = usualMaximumPixels, note: (String) -> Void = { _ in }
  ) throws -> Image {
    try read(
      bytes: InputFile.read(path), subject: path, maximumPixels: maximumPixels, note: note)
  }

  /// Reads an image from the bytes of a file; `subject` is its name in failures.
  /// - Throws: `Failure` of kind `badInput`, as for a file.
  public static func read(
    bytes: [UInt8], subject: String, maximumPixels: Int = usualMaximumPixels,
    note: (String) -> Void = { _ in }
  ) throws -> Image {
    guard !bytes.isEmpty else { throw Failure(.badInput, subject, "empty file") }
    let kind = FileKind.sniff(bytes)
    let decode: ([UInt8], String, Int, (String) -> Void) throws -> Image
    switch kind {
    case .png: decode = PNGFile.image
    case .jpeg: decode = JPEGFile.image
    case .webp: decode = WebPFile.image
    default:
      throw kind.refusal(of: subject)
        ?? Failure(
          .badInput, subject,
          "not a \(FileKind.list(FileKind.images, last: "or")) image (found \(kind.named))")
    }
    return try decode(bytes, subject, maximumPixels, note)
  }

  /// The bytes of a PNG file of an image, with texts beside the pixels.
  ///
  /// The same image and texts give the same bytes. A key is 1 to 79 printable ASCII characters;
  /// values may be any text without a zero character.
  public static func encodedPNG(
    _ image: Image, text: [(key: String, value: String)] = []
  ) throws -> [UInt8] {
    try PNGFile.encoded(image, text: text)
  }

  /// The texts of a PNG file in the order of the file; none when it is not one.
  ///
  /// Texts of all three kinds of chunks are read, at most 127; one that unpacks to 1 MiB or more is left
  /// out. Damage is no failure here: a text with a wrong checksum is left out, and so is what follows
  /// a broken chunk.
  public static func text(ofPNG bytes: [UInt8]) -> [(key: String, value: String)] {
    PNGFile.texts(in: bytes)
  }

  /// Writes an image as a PNG file, beside its place first and then renamed.
  /// - Throws: `Failure` of kind `cannotCreate` when the file exists and may not be replaced, or
  ///   cannot be made.
  public static func write(
    _ image: Image, to path: String, text: [(key: String, value: String)] = [],
    replacing: Bool = false
  ) throws {
    try OutputFile.write(encodedPNG(image, text: text), to: path, replacing: replacing)
  }

  /// The version of libpng that is in use, such as "1.6.39".
  public static var libpngVersion: String { PNGFile.libraryVersion }

  /// Refuses an image that is too large, before memory for it is allocated.
  package static func checkSize(
    _ format: String, _ width: Int, _ height: Int, _ subject: String, _ maximumPixels: Int
  ) throws {
    // Both sides are below 2^31, so the product fits; more than 2^32 would not as bytes and bits.
    let limit = min(maximumPixels, 1 << 32)
    guard width * height <= limit else {
      throw Failure(
        .badInput, subject,
        "\(format) of \(width) x \(height) pixels is too large (limit \(limit) pixels)")
    }
  }
}
