import Ranks

/// Ranks whose calls are counted and timed.
final class MeasuredRanks: RankGroup, @unchecked Sendable {
  /// What was called since it was last asked for.
  struct Measures {
    /// Sums that were waited for at once, as those of statistics are.
    var directSums = 0
    /// Sums that were begun, as those of gradients are, and their numbers.
    var begunSums = 0
    var begunNumbers = 0
    /// Time that calls took before they returned.
    var seconds = 0.0
  }

  private let ranks: any RankGroup
  // Only the thread that trains calls any of it.
  private(set) var measures = Measures()

  init(_ ranks: any RankGroup) { self.ranks = ranks }

  var rank: Int { ranks.rank }
  var count: Int { ranks.count }
  var countHere: Int { ranks.countHere }
  var processors: Int { ranks.processors }

  /// What was called since the last time.
  func takeMeasures() -> Measures {
    defer { measures = Measures() }
    return measures
  }

  fileprivate func timed<R>(_ body: () -> R) -> R {
    var result: R?
    measures.seconds += ContinuousClock().measure { result = body() } / .seconds(1)
    guard let result else { preconditionFailure("the body was run") }
    return result
  }

  func sum(_ numbers: inout [Double]) {
    measures.directSums += 1
    timed { ranks.sum(&numbers) }
  }

  func beginSum<Number: RankNumber>(
    _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
  ) -> any PendingSum {
    measures.begunSums += 1
    measures.begunNumbers += numbers.count
    return Sum(self, timed { ranks.beginSum(numbers, into: sums) })
  }

  private final class Sum: PendingSum {
    let ranks: MeasuredRanks
    let sum: any PendingSum

    init(_ ranks: MeasuredRanks, _ sum: any PendingSum) { (self.ranks, self.sum) = (ranks, sum) }

    func isDone() -> Bool { ranks.timed { sum.isDone() } }
    func wait() { ranks.timed { sum.wait() } }
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer) { ranks.broadcast(bytes) }
  func gather(_ bytes: [UInt8]) -> [[UInt8]] { ranks.gather(bytes) }
  func abort(_ code: Int32) -> Never { ranks.abort(code) }
}
