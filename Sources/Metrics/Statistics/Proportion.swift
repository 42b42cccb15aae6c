/// How many trials of a number came out right, with a confidence interval.
///
/// Trials may come in groups whose members are alike; the interval is then wider.
public struct Proportion: Sendable, Equatable {
  /// Trials that came out right.
  public let right: Int
  /// All trials.
  public let count: Int
  /// How many independent trials would tell as much.
  public let effectiveCount: Double

  /// A proportion of independent trials; `right` is at most `count`.
  public init(right: Int, count: Int) {
    precondition(right >= 0 && right <= count, "\(right) of \(count)")
    self.right = right
    self.count = count
    effectiveCount = Double(count)
  }

  /// A proportion of trials in groups, such as the latent samples of one pair, which come out alike.
  ///
  /// Groups are independent of each other; `effectiveCount` says how much their trials tell
  /// (`ClusteredTrials`).
  public init(groups: [(right: Int, count: Int)]) {
    right = groups.reduce(0) { $0 + $1.right }
    count = groups.reduce(0) { $0 + $1.count }
    precondition(groups.allSatisfy { (0...$0.count).contains($0.right) }, "more right than tried")
    effectiveCount = ClusteredTrials.effectiveCount(
      groups.map { (Double($0.right), Double($0.count)) })
  }

  /// The proportion; 0 where there are no trials.
  public var value: Double { count == 0 ? 0 : Double(right) / Double(count) }

  /// The interval that holds the true proportion with probability 0.95 (Wilson, 1927).
  ///
  /// It is 0...1 where there are no trials.
  public var interval: ClosedRange<Double> {
    count == 0 ? 0...1 : WilsonInterval.of(value, trials: effectiveCount)
  }
}
