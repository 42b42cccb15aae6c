import Metrics

/// How long things take.
enum Timing {
  /// The median of the seconds that `body` takes, of `rounds` after a fifth of a second of them that is not
  /// counted, as processors that were idle are slow at first.
  static func median(_ rounds: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    repeat { body() } while clock.now - start < .milliseconds(200)
    return (0..<rounds).map { _ in clock.measure(body) / .seconds(1) }.sorted()[rounds / 2]
  }
}
