/// How a camera held an image, as the EXIF tag 0x0112 numbers it.
///
/// A case says what the stored image looks like; `Image.upright(from:)` undoes it.
enum ImageOrientation: UInt16, CaseIterable {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case flipped = 4
  case transposed = 5
  /// Turned a quarter to the left; a quarter to the right makes it upright.
  case turnedLeft = 6
  case transversed = 7
  /// Turned a quarter to the right.
  case turnedRight = 8

  /// The orientation noted in the EXIF segment of a JPEG; upright when there is none to be found.
  ///
  /// Damage in EXIF data is no reason to refuse an image, so whatever cannot be followed ends the
  /// search.
  init(ofJPEG bytes: [UInt8]) {
    self = ImageOrientation.exif(in: bytes).flatMap(ImageOrientation.tag) ?? .upright
  }

  /// The TIFF data of the first EXIF segment before the pixels.
  private static func exif(in bytes: [UInt8]) -> TIFFData? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      if marker == 0xFF {
        position += 1
        continue
      }
      // The start of the pixels, or a marker that has no business before it.
      guard marker != 0xDA, marker >= 0xC0, !(0xD0...0xD9).contains(marker) else { return nil }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= bytes.count else { return nil }
      let body = bytes[position + 4..<end]
      if marker == 0xE1, body.starts(with: "Exif\0\0".utf8) {
        return TIFFData(body.dropFirst(6))
      }
      position = end
    }
    return nil
  }

  private static func tag(in data: TIFFData) -> ImageOrientation? {
    guard let directory = data.value32(at: 4), let entries = data.value16(at: directory)
    else { return nil }
    for entry in 0..<entries {
      let start = directory + 2 + 12 * entry
      guard let tag = data.value16(at: start), let type = data.value16(at: start + 2) else {
        return nil
      }
      if tag == 0x0112, type == 3, let value = data.value16(at: start + 8) {
        return UInt16(exactly: value).flatMap(ImageOrientation.init)
      }
    }
    return nil
  }
}

/// Numbers in the byte order that the data themselves name.
private struct TIFFData {
  let bytes: [UInt8]
  let isLittleEndian: Bool

  init?(_ bytes: ArraySlice<UInt8>) {
    self.bytes = Array(bytes)
    switch self.bytes.prefix(4) {
    case [0x49, 0x49, 42, 0]: isLittleEndian = true
    case [0x4D, 0x4D, 0, 42]: isLittleEndian = false
    default: return nil
    }
  }

  func value16(at offset: Int) -> Int? {
    guard offset >= 0, offset + 2 <= bytes.count else { return nil }
    let (first, second) = (Int(bytes[offset]), Int(bytes[offset + 1]))
    return isLittleEndian ? second << 8 | first : first << 8 | second
  }

  func value32(at offset: Int) -> Int? {
    guard let first = value16(at: offset), let second = value16(at: offset + 2) else { return nil }
    return isLittleEndian ? second << 16 | first : first << 16 | second
  }
}
