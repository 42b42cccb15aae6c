/// Ranks whose calls are counted and timed, for measurements of what working together costs.
///
/// Only one thread may call it.
package final class MeasuredRanks: RankGroup, @unchecked Sendable {
  /// What was called during a while.
  package struct Measures {
    /// Sums that were waited for at once: those of statistics.
    package var directSums = 0
    /// Sums that were begun and waited for later: those of gradients.
    package var begunSums = 0
    /// How many numbers they had together.
    package var begunNumbers = 0
    /// Seconds within calls.
    package var seconds = 0.0
  }

  private let ranks: any RankGroup
  private var measures = Measures()

  /// Passes all calls on to other ranks.
  package init(_ ranks: any RankGroup) { self.ranks = ranks }

  package var rank: Int { ranks.rank }
  package var count: Int { ranks.count }
  package var countHere: Int { ranks.countHere }
  package var processors: Int { ranks.processors }

  /// What was called since the last time this was asked for.
  package func takeMeasures() -> Measures {
    defer { measures = Measures() }
    return measures
  }

  fileprivate func timed<R>(_ body: () -> R) -> R {
    var result: R?
    measures.seconds += ContinuousClock().measure { result = body() } / .seconds(1)
    guard let result else { preconditionFailure("the body was run") }
    return result
  }

  package func sum(_ numbers: inout [Double]) {
    measures.directSums += 1
    timed { ranks.sum(&numbers) }
  }

  package func beginSum<Number: RankNumber>(
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

  package func broadcast(_ bytes: UnsafeMutableRawBufferPointer) { ranks.broadcast(bytes) }
  package func gather(_ bytes: [UInt8]) -> [[UInt8]] { ranks.gather(bytes) }
  package func abort(_ code: Int32) -> Never { ranks.abort(code) }
}
