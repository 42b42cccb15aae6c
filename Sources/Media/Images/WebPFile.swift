import CWebP
import Files

/// WebP images in memory; the only file that names libwebp.
enum WebPFile {
  /// Decodes a WebP image, with or without loss, and turns it upright.
  ///
  /// Transparent pixels are laid over white; colour profiles are ignored. Of an animation, the first image
  /// is taken, with a note. The size is checked before memory for pixels is allocated.
  /// - Throws: `Failure` of kind `badInput` when the image is damaged, cut short or too large, `resources`
  ///   when memory lacks.
  static func image(
    from bytes: [UInt8], subject: String, maximumPixels: Int, note: (String) -> Void
  ) throws -> Image {
    // All that libwebp hands out points into these bytes.
    try bytes.withUnsafeBufferPointer { bytes in
      var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
      var state = WEBP_DEMUX_PARSE_ERROR
      let file = WebPDemuxPartial(&data, &state)
      defer { WebPDemuxDelete(file) }
      // The size that the file gives itself does not count the first eight bytes.
      let isCut = bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) } > bytes.count - 8
      var frame = WebPIterator()
      defer { WebPDemuxReleaseIterator(&frame) }
      guard WebPDemuxGetFrame(file, 1, &frame) != 0, frame.complete != 0 else {
        throw isCut
          ? Failure(.badInput, subject, "truncated WebP (the file ends early)")
          : Failure(.badInput, subject, "damaged WebP (its parts do not fit together)")
      }
      let width = Int(WebPDemuxGetI(file, WEBP_FF_CANVAS_WIDTH))
      let height = Int(WebPDemuxGetI(file, WEBP_FF_CANVAS_HEIGHT))
      try ImageFile.checkSize("WebP", width, height, subject, maximumPixels)
      var image = Image(width: width, height: height, filledWith: .white)
      try draw(frame, on: &image, subject)
      let count = WebPDemuxGetI(file, WEBP_FF_FRAME_COUNT)
      if state != WEBP_DEMUX_DONE {
        note("is damaged after its pixels, which are complete (the file ends early)")
      } else if count > 1 {
        note("has \(count) images, of which the first is used")
      }
      return image.upright(from: orientation(of: file))
    }
  }

  /// Decodes a frame and lays it over an image.
  private static func draw(_ frame: WebPIterator, on image: inout Image, _ subject: String) throws {
    let (width, height) = (Int(frame.width), Int(frame.height))
    let (left, top) = (Int(frame.x_offset), Int(frame.y_offset))
    guard width > 0, height > 0, left >= 0, top >= 0, left + width <= image.width,
      top + height <= image.height
    else { throw Failure(.badInput, subject, "damaged WebP (a frame outside the image)") }
    let canvasWidth = image.width
    let start = (top * canvasWidth + left) * 3
    guard frame.has_alpha != 0 else {
      return try image.pixels.withUnsafeMutableBufferPointer { pixels in
        let rows = UnsafeMutableBufferPointer(rebasing: pixels[start...])
        try decode(frame.fragment, to: rows, MODE_RGB, stride: canvasWidth * 3, subject)
      }
    }
    var layer = [UInt8](repeating: 0, count: width * height * 4)
    try layer.withUnsafeMutableBufferPointer {
      try decode(frame.fragment, to: $0, MODE_RGBA, stride: width * 4, subject)
    }
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      for row in 0..<height {
        for column in 0..<width {
          let source = (row * width + column) * 4
          let target = start + (row * canvasWidth + column) * 3
          let alpha = Int(layer[source + 3])
          for channel in 0..<3 {
            // White shines through.
            let light = Int(layer[source + channel]) * alpha + 255 * (255 - alpha)
            pixels[target + channel] = UInt8((light + 127) / 255)
          }
        }
      }
    }
  }

  private static func decode(
    _ fragment: WebPData, to pixels: UnsafeMutableBufferPointer<UInt8>, _ mode: WEBP_CSP_MODE,
    stride: Int, _ subject: String
  ) throws {
    var settings = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&settings) != 0 else {
      throw Failure(.internalError, nil, "libwebp has another version than its headers")
    }
    settings.output.colorspace = mode
    settings.output.is_external_memory = 1
    settings.output.u.RGBA = WebPRGBABuffer(
      rgba: pixels.baseAddress, stride: Int32(stride), size: pixels.count)
    defer { WebPFreeDecBuffer(&settings.output) }
    switch WebPDecode(fragment.bytes, fragment.size, &settings) {
    case VP8_STATUS_OK: return
    case VP8_STATUS_OUT_OF_MEMORY: throw Failure(.resources, subject, "no memory for the image")
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED:
      throw Failure(.badInput, subject, "truncated WebP (pixels are missing)")
    default: throw Failure(.badInput, subject, "damaged WebP (its pixels cannot be decoded)")
    }
  }

  private static func orientation(of file: OpaquePointer?) -> ImageOrientation {
    guard WebPDemuxGetI(file, WEBP_FF_FORMAT_FLAGS) & EXIF_FLAG.rawValue != 0 else {
      return .upright
    }
    var chunk = WebPChunkIterator()
    defer { WebPDemuxReleaseChunkIterator(&chunk) }
    guard WebPDemuxGetChunk(file, "EXIF", 1, &chunk) != 0 else { return .upright }
    return ImageOrientation(
      ofEXIF: UnsafeBufferPointer(start: chunk.chunk.bytes, count: chunk.chunk.size))
  }
}
