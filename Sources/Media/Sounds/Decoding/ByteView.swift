import Files

/// Bytes of a source as a decoder is to see them: pieces of it in a row, some bytes replaced.
///
/// So a header can be corrected, and a file in a file can be read, without a copy.
struct ByteView {
  /// A stretch of the source.
  private struct Piece {
    /// Where it begins in the view.
    let start: Int
    let source: Range<Int>
  }

  /// How many bytes there are.
  private(set) var count = 0
  private let source: ByteSource
  private var pieces: [Piece] = []
  private var patches: [(offset: Int, bytes: [UInt8])] = []

  /// Stretches of a source in a row.
  init(_ source: ByteSource, _ ranges: [Range<Int>]) {
    self.source = source
    for range in ranges where !range.isEmpty {
      pieces.append(Piece(start: count, source: range))
      count += range.count
    }
  }

  /// The bytes of a source from an offset on.
  init(_ source: ByteSource, from start: Int = 0) {
    self.init(source, [min(start, source.count)..<source.count])
  }

  /// Shows other bytes at an offset; the view keeps its length.
  mutating func replace(at offset: Int, with bytes: [UInt8]) {
    patches.append((offset, bytes))
  }

  /// Copies bytes that begin at an offset; fewer only at the end.
  func copy(from offset: Int, to target: UnsafeMutableRawBufferPointer) -> Int {
    var done = 0
    while done < target.count, let piece = piece(at: offset + done) {
      let skipped = offset + done - piece.start
      let wanted = min(target.count - done, piece.source.count - skipped)
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[done..<done + wanted])
      let got = source.copy(from: piece.source.lowerBound + skipped, to: rest)
      done += got
      if got < wanted { break }
    }
    for patch in patches {
      for (index, byte) in patch.bytes.enumerated() {
        let place = patch.offset + index - offset
        if place >= 0, place < done { target[place] = byte }
      }
    }
    return done
  }

  /// The bytes from an offset on, at most `count`.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(0, min(count, self.count - offset))) {
      buffer, filled in
      filled = copy(from: offset, to: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// The piece that holds an offset.
  private func piece(at offset: Int) -> Piece? {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let piece = pieces[low - 1]
    return offset < piece.start + piece.source.count ? piece : nil
  }
}
