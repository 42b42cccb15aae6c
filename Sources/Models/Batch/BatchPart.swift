/// The pairs of a step's batch that one process sees: all, or a rank's part.
///
/// Random numbers are drawn by a pair's number in the whole batch. So a part draws what one process
/// with the whole batch draws for the same pairs.
public struct BatchPart: Sendable, Equatable {
  /// The numbers of its pairs in the whole batch.
  public let samples: Range<Int>
  /// How many pairs the whole batch has.
  public let total: Int

  /// The pairs `samples` of a batch of `total`.
  ///
  /// The parts of all ranks cover 0..<total without overlap.
  public init(_ samples: Range<Int>, of total: Int) {
    (self.samples, self.total) = (samples, total)
  }

  /// A whole batch.
  public init(whole total: Int) { self.init(0..<total, of: total) }

  /// How many pairs it has.
  public var count: Int { samples.count }
}
