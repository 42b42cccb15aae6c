import CExif

/// How the camera was held, as the EXIF tag 0x0112 numbers it; the only file that names libexif.
///
/// A case says what the stored image looks like; `Image.upright(from:)` undoes it.
enum ImageOrientation: UInt16, CaseIterable {
  case upright = 1
  case mirrored = 2
  case upsideDown = 3
  case flipped = 4
  case transposed = 5
  /// Turned a quarter turn to the left; a quarter turn to the right makes it upright.
  case turnedLeft = 6
  case transversed = 7
  /// Turned a quarter turn to the right.
  case turnedRight = 8

  /// The orientation noted in the EXIF data of a JPEG; upright where there is none to be found.
  ///
  /// Damage in EXIF data is no reason to refuse an image: what cannot be followed counts as nothing.
  init(ofJPEG bytes: [UInt8]) {
    let loader = exif_loader_new()
    defer { exif_loader_unref(loader) }
    bytes.withUnsafeBufferPointer { bytes in
      // The loader only reads, whatever its type says, and keeps no more than the EXIF segment.
      let address = UnsafeMutablePointer(mutating: bytes.baseAddress)
      _ = exif_loader_write(loader, address, UInt32(clamping: bytes.count))
    }
    var address: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    exif_loader_get_buf(loader, &address, &count)
    self.init(loading: address, count)
  }

  /// The orientation in EXIF data as PNG and WebP store them; upright where they have none.
  ///
  /// They begin with the byte order. Some writers put the heading of JPEG before it.
  init(ofEXIF bytes: some Collection<UInt8>) {
    let heading = Array("Exif\0\0".utf8)
    let data = bytes.starts(with: heading) ? Array(bytes) : heading + bytes
    self.init(loading: data, UInt32(clamping: data.count))
  }

  /// The orientation in EXIF data with their heading.
  private init(loading address: UnsafePointer<UInt8>?, _ count: UInt32) {
    self = .upright
    let data = exif_data_new()
    defer { exif_data_unref(data) }
    // Without this the data are put right first, and a repair might invent an orientation.
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
    exif_data_load_data(data, address, count)
    guard let data, let directory = data.pointee.ifd.0,
      let entry = exif_content_get_entry(directory, EXIF_TAG_ORIENTATION),
      entry.pointee.format == EXIF_FORMAT_SHORT, entry.pointee.components == 1,
      let value = Self(rawValue: exif_get_short(entry.pointee.data, exif_data_get_byte_order(data)))
    else { return }
    self = value
  }
}
