import Autograd
import Ranks
import TensorCore

/// Sums of gradients over ranks, on their way while the walk over the tape finds others.
///
/// Gradients are gathered in buckets, so that small ones do not travel alone. Which gradient is in which
/// bucket follows from the tape, which is the same on all ranks.
final class GradientExchange: GradientSum {
  private let ranks: any RankGroup
  private var gathered: [(tapeIndex: Int, gradient: Tensor)] = []
  private var gatheredCount = 0
  private var travelling: [Bucket] = []

  /// The count of numbers that makes a bucket full.
  ///
  /// Each rank adds up a part of a bucket, which has to be large enough for the network's full rate. A
  /// bucket also has to be small enough that the first ones travel early.
  private let fullCount: Int

  private struct Bucket {
    let members: [(tapeIndex: Int, shape: [Int])]
    let numbers: UnsafeMutableBufferPointer<Scalar>
    let sums: UnsafeMutableBufferPointer<Scalar>
    let pending: any PendingSum
    var isDone = false
  }

  init(_ ranks: any RankGroup) {
    self.ranks = ranks
    fullCount = max(1 << 20, ranks.count << 14)
  }

  func add(_ gradient: Tensor, at tapeIndex: Int) {
    gathered.append((tapeIndex, gradient))
    gatheredCount += gradient.count
    if gatheredCount >= fullCount { send() }
  }

  func makeProgress() {
    // The calls for one bucket move all others on too.
    guard let first = travelling.firstIndex(where: { !$0.isDone }) else { return }
    travelling[first].isDone = travelling[first].pending.isDone()
  }

  func finish() -> [Int: Tensor] {
    send()
    var result: [Int: Tensor] = [:]
    for bucket in travelling {
      bucket.pending.wait()
      bucket.numbers.deallocate()
      var next = bucket.sums.baseAddress
      for (tapeIndex, shape) in bucket.members {
        guard let from = next else { break }
        let tensor = Tensor(shape: shape) { $0.update(from: from, count: shape.reduce(1, *)) }
        next = from + tensor.count
        result[tapeIndex] = tensor
      }
      bucket.sums.deallocate()
    }
    travelling = []
    return result
  }

  private func send() {
    guard gatheredCount > 0 else { return }
    let numbers = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: gatheredCount)
    let sums = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: gatheredCount)
    var next = numbers.baseAddress
    for (_, gradient) in gathered {
      gradient.withPointer { next?.update(from: $0, count: gradient.count) }
      next = next.map { $0 + gradient.count }
    }
    travelling.append(
      Bucket(
        members: gathered.map { ($0.tapeIndex, $0.gradient.shape) }, numbers: numbers, sums: sums,
        pending: ranks.beginSum(numbers, into: sums)))
    gathered = []
    gatheredCount = 0
  }
}
