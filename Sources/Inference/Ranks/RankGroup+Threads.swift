import Ranks
import TensorCore
import Threads

extension RankGroup {
  /// How many threads each rank computes with where the machine is shared fairly, at least 1.
  ///
  /// It is this rank's part of the processors, and at most its part of the quota of a container. Pass it
  /// to `ThreadPool.shared.use(threads:)`.
  public var fairThreadCount: Int {
    let quota = ProcessorLimit.quota.map { Int($0) / countHere } ?? processors
    return max(1, min(processors, quota))
  }
}
