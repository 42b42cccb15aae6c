import Threads

/// The division of the rows of x: segments with statistics of their own, each in parts for the threads.
struct NormalizationSegments {
  let count, rows, channels, length: Int

  init(_ x: Tensor, _ kind: NormalizationKind) {
    precondition(x.shape.count >= 2, "a batch has at least two dimensions")
    count = kind == .batch ? 1 : x.shape[0]
    channels = x.channels
    rows = x.rows / max(1, count)
    length = max(1, min(rows, 32_768 / max(1, channels)))
  }

  var partsOfSegment: Int { (rows + length - 1) / length }

  /// Calls `body` with segment, part of all, and rows of x, for each part.
  func forEachPart(_ body: (_ segment: Int, _ part: Int, _ rows: Range<Int>) -> Void) {
    ThreadPool.shared.forEach(count * partsOfSegment) { part in
      let segment = part / partsOfSegment
      let first = part % partsOfSegment * length
      body(
        segment, part, segment * rows + first..<segment * rows + min(rows, first + length))
    }
  }

  /// Sums of the parts' two rows of partial sums: [segments, 2 x channels], in double precision.
  func total(_ partial: UnsafePointer<Scalar>) -> [Double] {
    var sums = [Double](repeating: 0, count: count * 2 * channels)
    for part in 0..<count * partsOfSegment {
      let segment = part / partsOfSegment
      for c in 0..<2 * channels {
        sums[segment * 2 * channels + c] += Double(partial[part * 2 * channels + c])
      }
    }
    return sums
  }
}
