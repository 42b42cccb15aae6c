import Files

/// What stands between the frames of MPEG sound: tags, which are no fault, and what does not belong there.
enum MPEGGap {
  /// The most bytes of a gap that are searched for such frames.
  private static let searchedSize = 1 << 16

  /// Where the tags that begin at an offset end.
  static func endOfTags(_ bytes: ByteView, from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, let size = tagSize(bytes.bytes(at: offset, count: 32)) {
      offset += size
    }
    return min(offset, bytes.count)
  }

  /// How many bytes of a gap are neither tags, nor zeros at an end of the file, nor frames that are no sound.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the file.
  ///   - gap: what lies between two frames.
  ///   - isLeading: whether it lies before the first frame of a sound. libmpg123 keeps the frame with the
  ///     tables of an encoder to itself, and the frames of its delay; they stand at the end of the gap.
  /// - Returns: the number of bytes that do not belong there.
  static func size(_ bytes: ByteView, _ gap: Range<Int>, isLeading: Bool) -> Int {
    let isAtEdge = isLeading || gap.upperBound == bytes.count
    var start = gap.lowerBound
    while start < gap.upperBound {
      let end = endOfTags(bytes, from: start)
      let next = isAtEdge ? endOfZeros(bytes, from: end, to: gap.upperBound) : end
      if next == start { break }
      start = next
    }
    guard start < gap.upperBound else { return 0 }
    if gap.upperBound == bytes.count,
      let frame = MPEGFrameHeader(bytes.bytes(at: start, count: MPEGFrameHeader.size)),
      frame.frameSize > gap.upperBound - start
    {
      // The last frame of a file that was cut is no foreign matter.
      return 0
    }
    guard isLeading else { return gap.upperBound - start }
    let beginning = max(start, gap.upperBound - searchedSize)
    let searched = bytes.bytes(at: beginning, count: gap.upperBound - beginning)
    let first = searched.indices.first {
      searched[$0] == 0xFF && endOfFrames(searched, from: $0) == searched.count
    }
    return beginning + (first ?? searched.count) - start
  }

  /// Where the frames that follow each other from an index on end.
  private static func endOfFrames(_ bytes: [UInt8], from start: Int) -> Int {
    var end = start
    while let frame = MPEGFrameHeader(bytes, at: end) { end += frame.frameSize }
    return end
  }

  private static func endOfZeros(_ bytes: ByteView, from start: Int, to end: Int) -> Int {
    var offset = start
    while offset < end {
      let window = bytes.bytes(at: offset, count: min(1 << 12, end - offset))
      guard !window.isEmpty else { break }
      if let other = window.firstIndex(where: { $0 != 0 }) { return offset + other }
      offset += window.count
    }
    return offset
  }

  /// The size of the tag that some bytes begin with: ID3 of either version, or APE.
  private static func tagSize(_ bytes: [UInt8]) -> Int? {
    if bytes.starts(with: "TAG".utf8) { return 128 }
    if bytes.starts(with: "APETAGEX".utf8), bytes.count == 32 {
      // The size leaves out the header, which some tags have.
      let size = bytes[12..<16].reversed().reduce(0) { $0 << 8 | Int($1) }
      return size + (bytes[23] & 0x80 != 0 ? 32 : 0)
    }
    return ID3Tag.size(bytes)
  }
}
