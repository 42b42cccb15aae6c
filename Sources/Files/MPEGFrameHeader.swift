/// The header of one frame of MPEG sound, of any of the three layers.
///
/// It serves to find where such sound begins and ends; decoding is left to a library.
package struct MPEGFrameHeader: Equatable {
  /// The number of bytes of its header.
  package static let size = 4
  /// The bytes of the frame, header included.
  package let frameSize: Int
  /// What all frames of one sound have in common: version, layer and sample rate.
  private let format: [UInt8]

  /// Kilobits a second by index, for version 1: layers I, II and III.
  private static let bitRates = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ]
  /// The same for versions 2 and 2.5: layer I, and layers II and III.
  private static let lowBitRates = [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ]
  private static let sampleRates = [44_100, 48_000, 32_000]

  /// Reads a header at an index; nil where there is none, or one that does not tell its size.
  package init?(_ bytes: some RandomAccessCollection<UInt8>, at index: Int = 0) {
    guard index >= 0, bytes.count - index >= Self.size else { return nil }
    let header = [UInt8](bytes.dropFirst(index).prefix(Self.size))
    let version = Int(header[1] >> 3 & 3)
    let layer = 4 - Int(header[1] >> 1 & 3)
    let bitRateIndex = Int(header[2] >> 4)
    let rateIndex = Int(header[2] >> 2 & 3)
    guard header[0] == 0xFF, header[1] & 0xE0 == 0xE0, version != 1, layer < 4,
      bitRateIndex > 0, bitRateIndex < 15, rateIndex < 3
    else { return nil }
    let isFirst = version == 3
    let table = isFirst ? Self.bitRates[layer - 1] : Self.lowBitRates[min(layer - 1, 1)]
    let bitRate = 1_000 * table[bitRateIndex]
    let sampleRate = Self.sampleRates[rateIndex] / (isFirst ? 1 : version == 2 ? 2 : 4)
    let padding = Int(header[2] >> 1 & 1)
    frameSize =
      layer == 1
      ? (12 * bitRate / sampleRate + padding) * 4
      : (layer == 3 && !isFirst ? 72 : 144) * bitRate / sampleRate + padding
    format = [header[1] & 0x1E, header[2] & 0x0C]
  }

  /// Searches some bytes for a run of frames of one format.
  ///
  /// - Parameters:
  ///   - bytes: what is searched; a frame that begins in it may end behind it.
  ///   - length: how many headers must follow each other.
  /// - Returns: where it begins; nil where there is none.
  package static func run(in bytes: [UInt8], length: Int = 4) -> Int? {
    var index = 0
    while let start = bytes[index...].firstIndex(of: 0xFF) {
      if isRun(bytes, from: start, length: length) { return start }
      index = start + 1
    }
    return nil
  }

  private static func isRun(_ bytes: [UInt8], from start: Int, length: Int) -> Bool {
    guard let first = MPEGFrameHeader(bytes, at: start) else { return false }
    var next = start + first.frameSize
    for _ in 1..<length {
      guard let header = MPEGFrameHeader(bytes, at: next), header.format == first.format else {
        return false
      }
      next += header.frameSize
    }
    return true
  }
}
