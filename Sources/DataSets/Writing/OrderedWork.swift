import TensorCore
import Threads

/// Runs many tasks of one kind on all threads, and hands over their outcomes in order.
///
/// Only a block of outcomes is held at a time, so memory does not grow with the count. The order never
/// depends on the number of threads.
enum OrderedWork {
  /// The number of tasks that run before their outcomes are handed over.
  static let block = 64

  /// Runs `body` for each number in 0..<count, and `receive` for each outcome on the calling thread.
  static func run<Outcome>(
    _ count: Int, _ body: (Int) -> Outcome, receive: (Int, Outcome) throws -> Void
  ) rethrows {
    for start in stride(from: 0, to: count, by: block) {
      let size = min(block, count - start)
      var outcomes = [Outcome?](repeating: nil, count: size)
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        ThreadPool.shared.forEach(size) { outcomes[$0] = body(start + $0) }
      }
      for (index, outcome) in outcomes.enumerated() {
        if let outcome { try receive(start + index, outcome) }
      }
    }
  }
}
