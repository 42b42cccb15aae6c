extension BadInput {
  /// Odd input that is converted, with a note.
  static let odds: [BadInput] = [
    odd(
      "streamed WAV", "in.wav", BadFiles.wav(declared: 0xFFFF_FFFF),
      note: "the header declares 4294967295 bytes of sound, 16000 are there"),
    odd(
      "WAV of 2 GiB in 16 kB", "in.wav", BadFiles.wav(declared: 1 << 31),
      note: "the header declares 2147483648 bytes of sound, 16000 are there"),
    odd(
      "WAV without its size", "in.wav", BadFiles.wav(declared: 0),
      note: "the header declares 0 bytes of sound, 16000 are there"),
    odd("7 bits", "in.wav", BadFiles.wav(bits: 7)),
    odd(
      "silence", "in.wav", BadFiles.wav([UInt8](repeating: 0, count: 16_000)),
      note: "is silent (peak below -60 dB of full scale)"),
    odd(
      "one sample", "in.wav", BadFiles.wav([0, 64]),
      note: "is shorter than a clip (0.000 s of 0.500 s), silence follows"),
    odd("a constant", "in.wav", BadFiles.wav([UInt8](repeating: 63, count: 16_000))),
    odd(
      "a WAV sound named .png", "in.png", Material.wav(),
      note: "is a WAV sound, though its name ends in .png"),
    odd(
      "a PNG image named .wav", "in.wav", BadFiles.png(),
      note: "is a PNG image, though its name ends in .wav"),
    odd("PNG of 16 bits", "in.png", BadFiles.png(depth: 16, pixelBytes: 6)),
    odd(
      "PNG with a palette", "in.png",
      BadFiles.png(color: 3, palette: [0, 0, 200, 9, 9, 9], pixelBytes: 1)),
    odd(
      "PNG without IEND", "in.png", BadFiles.png(end: []),
      note: "is damaged after its pixels, which are complete (the file ends early)"),
    odd("PNG with an alpha channel", "in.png", BadFiles.png(color: 6, pixelBytes: 4)),
  ]
}
