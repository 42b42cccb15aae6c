/// Files of sounds built byte by byte, whole or broken.
struct BadSound {
  var formatTag = 1
  var channels = 1
  var sampleRate = 44_100
  var bitsPerSample = 16
  var declaredDataSize: Int?
  var data: [UInt8] = []

  /// A file of 16-bit samples.
  static func samples(_ samples: [Int16], channels: Int = 1) -> BadSound {
    BadSound(channels: channels, data: samples.flatMap { little(Int(UInt16(bitPattern: $0)), 2) })
  }

  /// A file of 32-bit floating-point samples.
  static func floats(_ samples: [Float]) -> BadSound {
    BadSound(
      formatTag: 3, bitsPerSample: 32,
      data: samples.flatMap { little(Int($0.bitPattern), 4) })
  }

  /// The bytes of the file.
  var bytes: [UInt8] {
    let frame = channels * bitsPerSample / 8
    var format = BadSound.little(formatTag, 2) + BadSound.little(channels, 2)
    format += BadSound.little(sampleRate, 4) + BadSound.little(sampleRate &* frame, 4)
    format += BadSound.little(frame, 2) + BadSound.little(bitsPerSample, 2)
    let size = declaredDataSize ?? data.count
    return Array("RIFF".utf8) + BadSound.little(36 + size, 4) + Array("WAVEfmt ".utf8)
      + BadSound.little(16, 4) + format + Array("data".utf8) + BadSound.little(size, 4) + data
  }

  /// A file in Apple's Core Audio Format: one channel of 16-bit samples at 8 kHz.
  static func coreAudio(_ samples: [Int16]) -> [UInt8] {
    func big(_ number: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64(count - 1 - $0))) }
    }
    let data = samples.flatMap { big(UInt64(UInt16(bitPattern: $0)), 2) }
    // Bytes of a packet, frames of a packet, channels, bits of a sample; no flag means big-endian.
    let format = [0, 2, 1, 1, 16].flatMap { big($0, 4) }
    return Array("caff".utf8) + big(1, 2) + big(0, 2) + Array("desc".utf8) + big(32, 8)
      + big((8_000.0).bitPattern, 8) + Array("lpcm".utf8) + format
      + Array("data".utf8) + big(UInt64(data.count + 4), 8) + big(0, 4) + data
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
