/// What the header of a WAV file declares, read only to explain what is wrong with it.
///
/// Nothing is allocated from these numbers, and decoding is left to libsndfile.
struct WAVHeader {
  /// The codec's number: 1 for integers, 3 for floating point.
  var formatTag: Int?
  var channels: Int?
  var sampleRate: Int?
  var bitsPerSample: Int?
  /// How many bytes of sound are declared, and at which byte they begin.
  var data: (declared: Int, offset: Int)?

  /// Reads the chunks that stand in the first bytes of a file; nil if it is no RIFF file at all.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: "RIFF".utf8) else { return nil }
    func number(_ offset: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    var offset = 12
    while offset + 8 <= bytes.count, data == nil {
      let name = String(decoding: bytes[offset..<(offset + 4)], as: UTF8.self)
      let size = number(offset + 4, 4)
      if name == "fmt ", size >= 16, offset + 24 <= bytes.count {
        formatTag = number(offset + 8, 2)
        channels = number(offset + 10, 2)
        sampleRate = number(offset + 12, 4)
        bitsPerSample = number(offset + 22, 2)
      }
      if name == "data" { data = (size, offset + 8) }
      offset += 8 + size + size % 2
    }
  }

  /// The rule that the header breaks, with the value found; nil if none that is known here.
  var problem: String? {
    if let channels, channels == 0 || channels > SoundReader.mostChannels {
      return SoundReader.channelProblem(channels)
    }
    if let sampleRate, !Sound.sampleRates.contains(sampleRate) {
      return SoundReader.rateProblem(sampleRate)
    }
    let codecs = "integers (1), floating point (3) and the common compressed codecs can be read"
    return formatTag.map { tag in
      let width = bitsPerSample.map { " of \($0) bits" } ?? ""
      return "a WAV codec that cannot be read (format tag \(tag)\(width); \(codecs))"
    }
  }
}
