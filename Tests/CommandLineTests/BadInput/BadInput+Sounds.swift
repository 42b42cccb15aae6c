extension BadInput {
  /// Sounds that cannot be read, or only in part.
  static let sounds: [BadInput] = {
    let wav = Material.wav()
    let kinds =
      "WAV, FLAC, Ogg, MP3, AIFF, AU, CAF, M4A, Matroska, WMA, AAC, AMR, PNG, JPEG and WebP can be read"
    let codecs = "integers (1), floating point (3) and the common compressed codecs can be read"
    let half = [Float](repeating: 0.1, count: 8_000)
    return [
      sound("missing", nil, "no such file", code: 66),
      sound(
        "a folder", .folder,
        "a folder without a sound, image or film (folders in it are not looked into)"),
      sound("a broken link", .link(to: "none"), "no such file", code: 66),
      sound("a link to itself", .link(to: "in.wav"), "too many levels of symbolic links", code: 66),
      sound("empty", .bytes([]), "empty file"),
      sound(
        "text", .bytes(Array("once upon a time".utf8)),
        "neither a sound nor an image (plain text; \(kinds))"),
      sound(
        "a zip archive", .bytes(Array("PK\u{3}\u{4}".utf8)),
        "neither a sound nor an image (a zip archive; \(kinds))"),
      sound(
        "cut in its name", .bytes(Array(wav.prefix(4))),
        "neither a sound nor an image (plain text; \(kinds))"),
      sound(
        "cut at 20 bytes", .bytes(Array(wav.prefix(20))),
        "truncated WAV header (20 bytes; at least 44 are needed)"),
      sound("cut at 44 bytes", .bytes(Array(wav.prefix(44))), "no audio samples"),
      sound("half a sample", .bytes(Array(wav.prefix(45))), "no audio samples"),
      sound(
        "nothing but chunks after no samples",
        .bytes(BadFiles.wav(Array("LIST\u{4}\0\0\0INFO".utf8), declared: 0)), "no audio samples"),
      sound(
        "no data chunk", .bytes(BadFiles.changed(wav, "data", "date")),
        "a WAV file without a data chunk, which holds the samples"),
      sound(
        "no fmt chunk", .bytes(BadFiles.changed(wav, "fmt ", "form")),
        "a WAV file without a fmt chunk, which says how its samples are stored"),
      sound("0 channels", .bytes(BadFiles.wav(channels: 0)), "no channels (0; 1 to 64)"),
      sound(
        "1024 channels", .bytes(BadFiles.wav(channels: 1_024)),
        "too many channels (1024; at most 64)"),
      sound(
        "65535 channels", .bytes(BadFiles.wav(channels: 65_535)),
        "too many channels (65535; at most 64)"),
      sound(
        "rate 0", .bytes(BadFiles.wav(rate: 0)), "sample rate out of range (0; 1000 to 768000 Hz)"),
      sound(
        "rate 999", .bytes(BadFiles.wav(rate: 999)),
        "sample rate out of range (999; 1000 to 768000 Hz)"),
      sound(
        "rate 2^32 - 1", .bytes(BadFiles.wav(rate: 0xFFFF_FFFF)),
        "sample rate out of range (4294967295; 1000 to 768000 Hz)"),
      sound(
        "33 bits", .bytes(BadFiles.wav(bits: 33)),
        "a WAV codec that cannot be read (format tag 1 of 33 bits; \(codecs))"),
      sound(
        "unknown codec", .bytes(BadFiles.wav(tag: 0x4242)),
        "a WAV codec that cannot be read (format tag 16962 of 16 bits; \(codecs))"),
      sound(
        "NaN after half a second", .bytes(Material.floatWAV(half + [.nan])),
        "non-finite samples at 0.5 s"),
      sound("infinity", .bytes(Material.floatWAV([-.infinity])), "non-finite samples at 0.0 s"),
      sound(
        "peak 1e30", .bytes(Material.floatWAV([1e30])),
        "samples too large for sound at 0.0 s (1e+30; at most 1e+10)"),
      sound(
        "FLAC without sound", .bytes(Array("fLaC".utf8) + [UInt8](repeating: 0, count: 60)),
        "a FLAC sound that cannot be read (File contains data in an unimplemented format.)"),
      sound(
        "AIFF without chunks", .bytes(Array("FORM\0\0\0\u{4}AIFF".utf8)),
        "an AIFF sound that cannot be read (Channel count is zero.)"),
    ]
  }()
}
