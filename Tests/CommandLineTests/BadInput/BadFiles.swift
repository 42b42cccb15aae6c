import Configuration
import Files
import Media
import Safetensors
import TensorCore
import TestSupport

/// Damaged and hostile files, made byte by byte.
enum BadFiles {
  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func big(_ value: Int, _ count: Int = 4) -> [UInt8] {
    little(value, count).reversed()
  }

  /// Half a second of 16-bit sound under a header that may say anything.
  static func wav(
    _ data: [UInt8] = [UInt8](repeating: 8, count: 16_000), channels: Int = 1, rate: Int = 16_000,
    bits: Int = 16, tag: Int = 1, declared: Int? = nil
  ) -> [UInt8] {
    let frame = channels * bits / 8
    let size = declared ?? data.count
    return Array("RIFF".utf8) + little(36 + size, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
      + little(tag, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4)
      + little(frame, 2) + little(bits, 2) + Array("data".utf8) + little(size, 4) + data
  }

  /// One chunk of a PNG file.
  static func chunk(_ name: String, _ data: [UInt8] = [], length: Int? = nil) -> [UInt8] {
    let body = Array(name.utf8) + data
    let checksum = body.withUnsafeBytes { Checksum.crc32(of: $0) }
    return big(length ?? data.count) + body + big(Int(checksum))
  }

  /// The first eight bytes of every PNG file.
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A black image of 8 x 8 pixels under a header that may say anything.
  static func png(
    width: Int = 8, height: Int = 8, depth: UInt8 = 8, color: UInt8 = 2, palette: [UInt8] = [],
    rows: Int? = nil, pixelBytes: Int = 3, dropping: Int = 0,
    wrongSum: Bool = false, end: [UInt8] = chunk("IEND")
  ) -> [UInt8] {
    // One stored block of zero bytes, for which the Adler sums are 1 and their count.
    let count = (rows ?? 8) * (1 + 8 * pixelBytes)
    let data: [UInt8] =
      [0x78, 1, 1] + little(count, 2) + little(~count, 2)
      + [UInt8](repeating: 0, count: count) + big(count, 2) + big(wrongSum ? 2 : 1, 2)
    return signature + chunk("IHDR", big(width) + big(height) + [depth, color, 0, 0, 0])
      + (palette.isEmpty ? [] : chunk("PLTE", palette)) + chunk("IDAT", data.dropLast(dropping))
      + end
  }

  /// The headers of a JPEG file and nothing after them.
  static func jpeg(width: Int, height: Int, components: Int = 3) -> [UInt8] {
    let numbers = (1...components).map(UInt8.init)
    return [0xFF, 0xD8, 0xFF, 0xC0] + big(8 + 3 * components, 2) + [8] + big(height, 2)
      + big(width, 2) + [UInt8(components)] + numbers.flatMap { [$0, 0x11, 0] }
      + [0xFF, 0xDA] + big(6 + 2 * components, 2) + [UInt8(components)]
      + numbers.flatMap { [$0, 0] } + [0, 63, 0]
  }

  /// An image of a camera, whole.
  static let photograph = (try? PairFiles.frame()) ?? []

  /// A tensor file of one header and the bytes after it.
  static func tensors(_ header: String, data: [UInt8] = [0, 0, 0, 0], length: Int? = nil) -> [UInt8]
  {
    little(length ?? header.utf8.count, 8) + Array(header.utf8) + data
  }

  /// The configuration that trains in seconds, complete.
  static let tiny: String = (try? Configuration.tiny().document()) ?? ""

  /// The same with one text replaced, which must be there.
  static func tiny(_ found: String, _ replacement: String) -> String {
    precondition(tiny.contains(found), "the configuration has no \(found)")
    return tiny.replacing(found, with: replacement)
  }

  /// A model whose first tensor has another shape than its configuration asks for; nil removes.
  static func model(_ changes: [String: String?] = [:]) -> [UInt8] {
    var metadata: [String: String] = [
      "format": "cmcgan-model", "format_version": "2", "step": "1", "classes": "[]",
      "configuration": tiny,
    ]
    for (key, value) in changes { metadata[key] = value }
    var file = TensorFile(metadata: metadata)
    file.append("imageEncoder.down.0.weight", Tensor(repeating: 1, shape: [4, 4, 3, 9]))
    file.append("ballast", Tensor(repeating: 1, shape: [80_000]))
    return (try? file.encoded()) ?? []
  }

  /// A file of one tensor and no metadata that matters, with checksums.
  static let oneTensor: [UInt8] = {
    var file = TensorFile(metadata: ["name": "nothing"])
    file.append("t", Tensor(repeating: 1, shape: [2]))
    return (try? file.encoded()) ?? []
  }()

  /// Bytes with one text in them replaced by another of the same length.
  static func changed(_ bytes: [UInt8], _ found: String, _ replacement: String) -> [UInt8] {
    bytes.replacing(Array(found.utf8), with: Array(replacement.utf8))
  }

  /// Two pairs in each of two classes, listed in a manifest that ends with the given line.
  static func manifest(_ line: [UInt8]) -> [String: BadInput.Content] {
    var files: [String: BadInput.Content] = [:]
    var lines = ""
    for number in 0..<4 {
      files["pairs/\(number).png"] = .bytes((try? PairFiles.image(number)) ?? [])
      files["pairs/\(number).wav"] = .bytes(
        PairFiles.wav([PairFiles.tone(number, count: 4_000)], sampleRate: 8_000))
      let name = number < 2 ? "a" : "b"
      lines += #"{"sound":"\#(number).wav","image":"\#(number).png","class":"\#(name)"}"# + "\n"
    }
    files["pairs/manifest.jsonl"] = .bytes(Array(lines.utf8) + line + [0x0A])
    return files
  }

  /// Bytes with one bit turned over, counted from the end.
  static func flipped(_ bytes: [UInt8], fromEnd place: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bytes.count - place] ^= 1
    return bytes
  }
}
