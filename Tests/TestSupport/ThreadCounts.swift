import Synchronization
import TensorCore
import Threads

/// Work with a number of threads of one's own choice.
public enum ThreadCounts {
  private static let turn = Mutex(())

  /// The results of `body` with each of the numbers of threads.
  ///
  /// The number is one for the whole process, so tests that change it wait for each other here. Tests
  /// that run meanwhile and do not care get the same results with any number.
  public static func results<Result>(
    _ counts: [Int], _ body: (_ count: Int) throws -> Result
  ) rethrows -> [Result] {
    // Only this call touches them; the lock merely keeps other calls waiting.
    nonisolated(unsafe) let body = body
    nonisolated(unsafe) var results: [Result] = []
    try turn.withLock { _ in
      let before = ThreadPool.shared.threadCount
      defer { ThreadPool.shared.use(threads: before) }
      for count in counts {
        ThreadPool.shared.use(threads: count)
        results.append(try body(count))
      }
    }
    return results
  }
}
