import Media

/// The windows of a sound that are given to a model, read piece by piece in constant memory.
///
/// A sound is one segment, or consists of segments of a given length. Within a segment, windows of
/// `length` samples begin every half window; the last one ends where the segment ends. A segment
/// shorter than a window has one window around its middle. What is shorter than a window altogether
/// is followed by silence. A rest of less than a tenth of a window is no segment of its own: encoders
/// fill up their last frame.
package struct SoundWindows {
  /// One window.
  package struct Window: Sendable, Equatable {
    /// The number of its segment, from 0.
    package let segment: Int
    /// The index of its first sample in the sound.
    package let start: Int
    /// Its samples.
    package let samples: [Float]
  }

  private let read: (Int) throws -> [Float]
  private let length: Int
  private let segmentLength: Int?
  /// The fewest samples that begin a further segment.
  private let leastLength: Int
  /// The samples from `bufferStart` on, as many as may still be needed.
  private var buffer: [Float] = []
  private var bufferStart = 0
  private var isAtEnd = false
  private var segment = 0
  /// Where the last window of the present segment began.
  private var lastStart: Int?
  /// Where the last window of all began.
  private var newestStart = 0

  /// How many samples were read so far; all of them once there is no window left.
  package private(set) var sampleCount = 0

  /// The samples that are held in memory.
  package var heldCount: Int { buffer.count }

  /// The windows of all that `read` gives, which returns nothing at the end.
  package init(length: Int, segmentLength: Int? = nil, read: @escaping (Int) throws -> [Float]) {
    precondition(length > 0 && segmentLength ?? 1 > 0, "windows and segments have samples")
    (self.length, self.segmentLength, self.read) = (length, segmentLength, read)
    leastLength = max(1, min(length, segmentLength ?? length) / 10)
  }

  /// The windows of a sound.
  package init(_ reader: any SoundStream, length: Int, segmentLength: Int? = nil) {
    self.init(length: length, segmentLength: segmentLength) {
      try reader.read(maximumFrames: $0)
    }
  }

  /// The next window; nil at the end.
  package mutating func next() throws -> Window? {
    while true {
      let end = segmentLength.map { (segment + 1) * $0 } ?? Int.max
      guard let lastStart else {
        let begin = segment * (segmentLength ?? 0)
        let least = segment == 0 ? 1 : leastLength
        guard try has(begin + least) || (segment == 0 && sampleCount == 0) else { return nil }
        let middle = segmentLength.map { max(0, begin + min(0, ($0 - length) / 2)) } ?? begin
        let fits = try has(middle + length)
        return window(at: fits ? middle : max(0, min(middle, sampleCount - length)))
      }
      if let start = try nextStart(after: lastStart, before: end) { return window(at: start) }
      guard segmentLength != nil else { return nil }
      self.lastStart = nil
      segment += 1
    }
  }

  /// Hands on all windows, as many at a time as pass through the networks at once.
  mutating func forEachBatch(_ body: ([Window]) throws -> Void) throws {
    var isAtEnd = false
    while !isAtEnd {
      var batch: [Window] = []
      while batch.count < Converter.batchSize, let window = try next() { batch.append(window) }
      isAtEnd = batch.count < Converter.batchSize
      try body(batch)
    }
  }

  /// The samples of a window that begins at `start`, silence after the end; nil beyond the end.
  ///
  /// Starts must not fall, and `next` is not to be used beside it.
  package mutating func samples(from start: Int) throws -> [Float]? {
    guard try has(start + 1) else { return nil }
    _ = try has(start + length)
    return window(at: start).samples
  }

  /// Where the next window of the segment begins, if there is one.
  private mutating func nextStart(after last: Int, before end: Int) throws -> Int? {
    let regular = last + max(1, length / 2)
    if regular + length <= end, try has(regular + length) { return regular }
    if end < Int.max { _ = try has(end) }
    let start = min(end, sampleCount) - length
    return start > last ? start : nil
  }

  /// Reads on until there are `count` samples from the sound's beginning; false if there are not.
  private mutating func has(_ count: Int) throws -> Bool {
    while sampleCount < count, !isAtEnd {
      let piece = try read(1 << 14)
      isAtEnd = piece.isEmpty
      buffer += piece
      sampleCount += piece.count
      // What lies a window before the last one is never asked for again.
      let unused = newestStart - length - bufferStart
      if unused > 4 * length {
        buffer.removeFirst(unused)
        bufferStart += unused
      }
    }
    return sampleCount >= count
  }

  private mutating func window(at start: Int) -> Window {
    lastStart = start
    newestStart = start
    let first = start - bufferStart
    let available = max(0, min(buffer.count - first, length))
    var samples = available > 0 ? Array(buffer[first..<first + available]) : []
    samples += repeatElement(0, count: length - available)
    return Window(segment: segment, start: start, samples: samples)
  }
}
