extension BadInput {
  /// Images that cannot be read, or only in part.
  static let images: [BadInput] = {
    let png = BadFiles.png()
    let photograph = BadFiles.photograph
    let large = BadFiles.chunk("IDAT", [0], length: 0x7FFF_FFFF)
    return [
      image(
        "PNG of 50000 x 50000", BadFiles.png(width: 50_000, height: 50_000),
        "PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 50000 x 50000 bits",
        BadFiles.png(width: 50_000, height: 50_000, depth: 1, color: 0),
        "PNG of 50000 x 50000 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 2^31 - 1 columns", BadFiles.png(width: 0x7FFF_FFFF, height: 1),
        "PNG of 2147483647 x 1 pixels is too large (limit 100000000 pixels)"),
      image(
        "PNG of 2^32 - 1 columns", BadFiles.png(width: 0xFFFF_FFFF, height: 1),
        "damaged PNG (PNG unsigned integer out of range)"),
      image(
        "PNG of 0 x 0", BadFiles.png(width: 0, height: 0),
        "damaged PNG (Image height is zero in IHDR)"),
      image(
        "PNG with a bad CRC of its header", BadFiles.flipped(png, fromEnd: png.count - 30),
        "damaged PNG (IHDR: CRC error)"),
      image(
        "PNG with a bad CRC of its data", BadFiles.flipped(png, fromEnd: 14),
        "damaged PNG (IDAT: CRC error)"),
      image(
        "PNG with a bad Adler sum", BadFiles.png(wrongSum: true),
        "damaged PNG (IDAT: incorrect data check)"),
      image(
        "PNG with truncated IDAT", BadFiles.png(dropping: 40),
        "damaged PNG (Not enough image data)"),
      image(
        "PNG with too few rows", BadFiles.png(rows: 4), "damaged PNG (Not enough image data)"),
      image(
        "PNG cut in its data", Array(png.prefix(80)), "truncated PNG (the file ends early)"),
      image("PNG signature alone", BadFiles.signature, "truncated PNG (the file ends early)"),
      image(
        "PNG cut in its signature", Array(png.prefix(4)),
        "neither a sound nor an image (an unknown kind of file; WAV, FLAC, Ogg, MP3, AIFF, AU, CAF, "
          + "M4A, Matroska, WMA, AAC, AMR, PNG, JPEG and WebP can be read)"),
      image(
        "PNG with a header of 2 GiB",
        BadFiles.signature + BadFiles.chunk("IHDR", [0], length: 0x7FFF_FFFF),
        "damaged PNG (IHDR: invalid)"),
      image(
        "PNG with a chunk of 2 GiB", Array(png.prefix(33)) + large,
        "damaged PNG (IDAT: chunk data is too large)"),
      image(
        "PNG with the palette missing", BadFiles.png(color: 3, pixelBytes: 1),
        "damaged PNG (IDAT: Missing PLTE before IDAT)"),
      image(
        "PNG of depth 3", BadFiles.png(depth: 3),
        "damaged PNG (Invalid color type/bit depth combination in IHDR)"),
      image(
        "JPEG cut at 10 bytes", Array(photograph.prefix(10)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG cut in the middle", Array(photograph.prefix(photograph.count / 2)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG without its end", Array(photograph.dropLast(2)),
        "truncated JPEG (Premature end of JPEG file)"),
      image(
        "JPEG of 65535 x 65535", BadFiles.jpeg(width: 65_535, height: 65_535),
        "damaged JPEG (Maximum supported image dimension is 65500 pixels)"),
      image(
        "JPEG of 60000 x 60000", BadFiles.jpeg(width: 60_000, height: 60_000),
        "JPEG of 60000 x 60000 pixels is too large (limit 100000000 pixels)"),
      image(
        "JPEG of 0 rows", BadFiles.jpeg(width: 16, height: 0),
        "damaged JPEG (Empty JPEG image (DNL not supported))"),
      image(
        "JPEG in CMYK without its tables", BadFiles.jpeg(width: 16, height: 16, components: 4),
        "damaged JPEG (Quantization table 0x00 was not defined)"),
    ]
  }()
}
