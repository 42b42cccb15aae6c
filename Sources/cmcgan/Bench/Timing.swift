/// How long things take.
enum Timing {
  /// The median of the seconds that `body` takes, of `rounds` after one that is not counted.
  static func median(_ rounds: Int, _ body: () -> Void) -> Double {
    body()
    let clock = ContinuousClock()
    return (0..<rounds).map { _ in clock.measure(body) / .seconds(1) }.sorted()[rounds / 2]
  }
}
