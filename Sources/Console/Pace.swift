/// How fast counted work goes.
struct Pace {
  /// The number of the last step.
  let total: Int
  /// The step that rate and time are counted from.
  private var first: Int
  /// When that step was done, in seconds.
  private var start: Double

  init(total: Int, first: Int, start: Double) {
    (self.total, self.first, self.start) = (total, first, start)
  }

  /// Counts from a step that is done at a moment.
  mutating func restart(from step: Int, _ now: Double) { (first, start) = (step, now) }

  /// Steps a second.
  func rate(at step: Int, _ now: Double) -> Double {
    Double(step - first) / max(now - start, 1e-9)
  }

  /// Seconds until the last step; 0 where no step has been counted yet.
  func secondsLeft(at step: Int, _ now: Double) -> Double {
    let rate = rate(at: step, now)
    return rate > 0 ? Double(total - step) / rate : 0
  }
}
