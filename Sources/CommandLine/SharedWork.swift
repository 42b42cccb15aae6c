import Console
import Ranks
import Synchronization

/// The ranks that this process shares its work with, where several were started.
enum SharedWork {
  private static let joined = Mutex<(any RankGroup)?>(nil)

  /// The ranks, once they have been joined.
  static var ranks: (any RankGroup)? { joined.withLock { $0 } }

  /// Joins the ranks that were started with this one; may be called once.
  static func join() throws -> any RankGroup {
    let ranks = try Launcher.join { Terminal.warning($0) }
    joined.withLock { $0 = ranks }
    return ranks
  }
}
