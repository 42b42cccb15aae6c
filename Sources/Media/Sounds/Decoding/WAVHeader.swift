import Files

/// What the header of a WAV file declares, as far as it must be corrected or explained.
///
/// Nothing is allocated from these numbers, and decoding is left to libraries.
struct WAVHeader {
  /// Bytes that decoders are to see instead of those at an offset from the beginning of the header.
  typealias Patch = (offset: Int, bytes: [UInt8])

  /// The codec's number: 1 for integers, 3 for floating point.
  private(set) var formatTag: Int?
  private(set) var channels: Int?
  private(set) var sampleRate: Int?
  private(set) var bitsPerSample: Int?
  /// Where the samples begin in the source, and how many bytes of them there are.
  private(set) var data: (offset: Int, size: Int)?
  /// Where another WAV file begins that was joined to this one.
  private(set) var next: Int?
  /// What was corrected, or is odd.
  private(set) var note: String?
  /// The corrections.
  private(set) var patches: [Patch] = []

  private let source: ByteSource
  private let start: Int
  private let isBigEndian: Bool
  /// Whether sizes of 64 bits stand in a chunk of their own.
  private let isLarge: Bool
  /// Where that chunk holds the size of the samples.
  private var largeSizeOffset: Int?

  /// The forms of WAV by their first four bytes.
  private static let forms = ["RIFF", "RIFX", "RF64", "BW64"].map { Array($0.utf8) }
  private static let waveName = Array("WAVE".utf8)
  /// The most chunks that are looked at.
  private static let mostChunks = 4096

  /// Reads the header at an offset; nil where there is none.
  init?(_ source: ByteSource, at start: Int) {
    let form = source.bytes(at: start, count: 12)
    guard Self.isForm(form) else { return nil }
    (self.source, self.start) = (source, start)
    isBigEndian = form[3] == UInt8(ascii: "X")
    isLarge = form.starts(with: Self.forms[2]) || form.starts(with: Self.forms[3])
    // libsndfile knows the older of two names for one thing.
    if form.starts(with: Self.forms[3]) { patches.append((0, Self.forms[2])) }
    readChunks()
  }

  /// Whether the samples are frames of MPEG sound.
  var isMPEG: Bool { formatTag == 0x55 || formatTag == 0x50 }

  private static func isForm(_ bytes: [UInt8]) -> Bool {
    bytes.count == 12 && forms.contains { bytes.starts(with: $0) }
      && bytes[8...].elementsEqual(waveName)
  }

  private func number(_ offset: Int, _ size: Int) -> Int {
    let bytes = source.bytes(at: offset, count: size)
    let ordered = isBigEndian ? bytes : bytes.reversed()
    return ordered.reduce(0) { $0 << 8 | Int($1) }
  }

  private func bytes(of number: Int, _ size: Int) -> [UInt8] {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return isBigEndian ? little.reversed() : little
  }

  private mutating func readChunks() {
    var offset = start + 12
    var declared: Int?
    for _ in 0..<Self.mostChunks where data == nil && offset + 8 <= source.count {
      let name = String(decoding: source.bytes(at: offset, count: 4), as: UTF8.self)
      let size = number(offset + 4, 4)
      let content = offset + 8
      switch name {
      case "fmt " where size >= 16 && content + 16 <= source.count:
        formatTag = number(content, 2)
        channels = number(content + 2, 2)
        sampleRate = number(content + 4, 4)
        bitsPerSample = number(content + 14, 2)
      case "ds64" where size >= 16 && content + 16 <= source.count && isLarge:
        largeSizeOffset = content + 8
        // More than the source has is all the same; what would overflow is cut off here.
        declared = min(number(content + 8, 7), 1 << 50)
      case "data":
        readData(at: content, declared: size == 0xFFFF_FFFF ? declared ?? size : size)
      default: break
      }
      offset = content + size + size % 2
    }
  }

  /// Compares what is declared with what is there.
  private mutating func readData(at offset: Int, declared: Int) {
    let available = source.count - offset
    // A recorder that died has not written the size. Chunks may follow where there is no sample.
    let isUnwritten =
      declared == 0 && available > 0 && Self.walk(source, from: offset) == .nothing
    guard declared > available || isUnwritten else {
      data = (offset, declared)
      next = Self.joined(source, from: offset + declared)
      return
    }
    data = (offset, available)
    note = "the header declares \(declared) bytes of sound, \(available) are there"
    guard isUnwritten else { return }
    patches.append((offset - 4 - start, bytes(of: min(available, 0xFFFF_FFFF), 4)))
    if let largeSizeOffset { patches.append((largeSizeOffset - start, bytes(of: available, 8))) }
  }

  /// Where the next file begins behind the last chunk of one.
  private static func joined(_ source: ByteSource, from start: Int) -> Int? {
    for start in [start, start + 1] {
      if case .form(let offset) = walk(source, from: start) { return offset }
    }
    return nil
  }

  private enum Walk: Equatable {
    case end
    case form(Int)
    case nothing
  }

  /// Follows chunks of any byte order to the end of the file, or to the next one.
  private static func walk(_ source: ByteSource, from start: Int) -> Walk {
    var offset = start
    for _ in 0..<mostChunks {
      let header = source.bytes(at: offset, count: 12)
      if isForm(header) { return .form(offset) }
      guard header.count >= 8, header[..<4].allSatisfy({ (0x20..<0x7F).contains($0) }) else {
        return offset > start && source.count - offset <= 1 ? .end : .nothing
      }
      let size = header[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard size <= source.count - offset - 8 else { return .nothing }
      offset += 8 + size + size % 2
    }
    return .nothing
  }

  /// The rule that the header breaks, with the value found; nil if none that is known here.
  var problem: String? {
    let size = source.count - start
    guard size >= 44 else {
      return "truncated WAV header (\(size) bytes; at least 44 are needed)"
    }
    guard let formatTag else {
      return "a WAV file without a fmt chunk, which says how its samples are stored"
    }
    guard data != nil else {
      return "a WAV file without a data chunk, which holds the samples"
    }
    if let channels, channels == 0 || channels > SoundReader.mostChannels {
      return SoundReader.channelProblem(channels)
    }
    if let sampleRate, !Sound.sampleRates.contains(sampleRate) {
      return SoundReader.rateProblem(sampleRate)
    }
    let codecs = "integers (1), floating point (3) and the common compressed codecs can be read"
    let width = bitsPerSample.map { " of \($0) bits" } ?? ""
    return "a WAV codec that cannot be read (format tag \(formatTag)\(width); \(codecs))"
  }
}
