import Console
import Files
import Glibc
import Ranks
import Synchronization
import TensorCore

/// The ranks that a command shares its work with, where several were started.
enum SharedWork {
  private static let joined = Mutex<(any RankGroup)?>(nil)

  /// Joins the ranks that were started with this one; may be called once.
  static func join() throws -> any RankGroup {
    let ranks = try Launcher.join()
    joined.withLock { $0 = ranks }
    return ranks
  }

  /// Ends the process because of a failure, which is told once; other ranks do not wait for this one.
  static func end(because failure: Failure, isAgreed: Bool) -> Never {
    let ranks = joined.withLock { $0 }
    if !isAgreed || ranks?.isLeader != false { Terminal.error(failure.description) }
    if !isAgreed, let ranks, ranks.count > 1 { ranks.abort(failure.kind.rawValue) }
    exit(failure.kind.rawValue)
  }
}

extension ComputeOptions {
  /// Applies the options to one of several ranks, which share processors and quotas of a machine.
  func apply(on ranks: any RankGroup) throws {
    try apply()
    guard ranks.count > 1, threads == nil else { return }
    let quota = ProcessorLimit.quota.map { Int($0) / ranks.countHere } ?? ranks.processors
    ThreadPool.shared.use(threads: max(1, min(ranks.processors, quota)))
  }
}
