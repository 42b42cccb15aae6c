import Autograd
import Ranks
import TensorCore

/// Data parallelism: ranks train one model together, each on a part of every batch.
///
/// All ranks hold equal weights. In a step each computes the gradients of its part. Every rank then moves
/// its weights by the sums of these gradients, so the weights stay equal to the last bit.
public struct DataParallel: GradientReduction, Sendable {
  /// The ranks that train together.
  public let ranks: any RankGroup
  /// The size of this rank's part of a batch, the whole being 1.
  public let weight: Double
  /// Whether batch normalisation uses statistics of the whole batch, as one process would.
  ///
  /// Otherwise each rank uses those of its own part, which saves a sum for each normalisation layer.
  public let sharesStatistics: Bool

  /// The place of one rank in the shared steps.
  ///
  /// - Parameters:
  ///   - ranks: the ranks that train together.
  ///   - weight: the size of this rank's part of a batch, the whole being 1.
  ///   - sharesStatistics: whether batch normalisation uses statistics of the whole batch.
  public init(_ ranks: any RankGroup, weight: Double, sharesStatistics: Bool) {
    (self.ranks, self.weight, self.sharesStatistics) = (ranks, weight, sharesStatistics)
  }

  public var sumOfStatistics: SumOverParts? {
    sharesStatistics ? { [ranks] in ranks.sum(&$0) } : nil
  }

  public func beginSum() -> any GradientSum { GradientExchange(ranks) }

  public func average(_ numbers: inout [Double]) {
    for i in numbers.indices { numbers[i] *= weight }
    ranks.sum(&numbers)
  }
}
