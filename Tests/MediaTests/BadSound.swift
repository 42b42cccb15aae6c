/// WAV files built byte by byte, whole or broken.
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

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
