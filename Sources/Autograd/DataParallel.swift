import Ranks
import TensorCore

/// How ranks that train one model, each on a part of every batch, do as one process would: data
/// parallelism.
///
/// All ranks hold equal weights. In a step each computes the gradients of its part; their sums are what
/// every rank moves its weights by, so that these stay equal to the last bit.
public struct DataParallel: Sendable {
  /// The ranks.
  public let ranks: any RankGroup
  /// The size of this rank's part of a batch, the whole being 1.
  public let weight: Double
  /// Whether batch normalisation takes its statistics over all parts, as one process would, or each rank
  /// its own.
  public let sharesStatistics: Bool

  /// How the present task's step is shared; `nil` where it is not.
  @TaskLocal public static var current: DataParallel?

  /// A rank's place in a shared step.
  public init(_ ranks: any RankGroup, weight: Double, sharesStatistics: Bool) {
    (self.ranks, self.weight, self.sharesStatistics) = (ranks, weight, sharesStatistics)
  }

  package var sumOfStatistics: SumOverParts? {
    sharesStatistics ? { [ranks] in ranks.sum(&$0) } : nil
  }

  /// Replaces numbers that ranks found on their parts by the mean over the whole batch.
  public func average(_ numbers: inout [Double]) {
    for i in numbers.indices { numbers[i] *= weight }
    ranks.sum(&numbers)
  }

  /// Replaces state that ranks found on their parts by the mean over the whole batch.
  public func average(_ state: [Parameter]) {
    var numbers = state.flatMap { $0.value.elements.map { Double($0) } }
    average(&numbers)
    var rest = numbers[...]
    for parameter in state {
      let count = parameter.value.count
      parameter.value = Tensor(
        shape: parameter.value.shape, elements: rest.prefix(count).map { Scalar($0) })
      rest = rest.dropFirst(count)
    }
  }
}

/// Gradients on their way to their sums over ranks, while the walk that finds others goes on.
///
/// They are gathered in buckets, so that small ones do not travel alone. Which gradient is in which bucket
/// follows from the tape, which is the same on all ranks.
final class GradientExchange {
  private let ranks: any RankGroup
  private var gathered: [(place: Int, gradient: Tensor)] = []
  private var gatheredCount = 0
  private var travelling: [Bucket] = []

  /// The numbers that make a bucket full: large enough for the network's full rate, of which each rank adds
  /// up a part, small enough that the first travel early.
  private let fullCount: Int

  private struct Bucket {
    let members: [(place: Int, shape: [Int])]
    let numbers: UnsafeMutableBufferPointer<Scalar>
    let sums: UnsafeMutableBufferPointer<Scalar>
    let pending: any PendingSum
    var isDone = false
  }

  init(_ ranks: any RankGroup) {
    self.ranks = ranks
    fullCount = max(1 << 20, ranks.count << 14)
  }

  /// Takes a gradient that no longer changes.
  func add(_ gradient: Tensor, at place: Int) {
    gathered.append((place, gradient))
    gatheredCount += gradient.count
    if gatheredCount >= fullCount { send() }
  }

  /// Lets what travels move on.
  func makeProgress() {
    // The calls of one let all others move on too.
    guard let first = travelling.firstIndex(where: { !$0.isDone }) else { return }
    travelling[first].isDone = travelling[first].pending.isDone()
  }

  /// The sums, once all have arrived.
  func finish() -> [Int: Tensor] {
    send()
    var result: [Int: Tensor] = [:]
    for bucket in travelling {
      bucket.pending.wait()
      bucket.numbers.deallocate()
      var next = bucket.sums.baseAddress
      for (place, shape) in bucket.members {
        guard let from = next else { break }
        let tensor = Tensor(shape: shape) { $0.update(from: from, count: shape.reduce(1, *)) }
        next = from + tensor.count
        result[place] = tensor
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
        members: gathered.map { ($0.place, $0.gradient.shape) }, numbers: numbers, sums: sums,
        pending: ranks.beginSum(numbers, into: sums)))
    gathered = []
    gatheredCount = 0
  }
}
