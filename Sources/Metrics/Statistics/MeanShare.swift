/// The mean of shares, one for each pair, with a confidence interval that knows which pairs are alike.
///
/// The share of a pair is how often it came out right, over latent samples and over seeds: all of
/// these are one trial, since they share the pair.
public struct MeanShare: Sendable, Equatable {
  /// The mean over pairs; 0 where there are none.
  public let value: Double
  /// How many independent pairs would tell as much, at most as many as there are.
  public let effectiveCount: Double
  /// How many pairs there are.
  public let count: Int

  /// Takes the mean of shares.
  ///
  /// - Parameters:
  ///   - shares: how often each pair came out right, 0 to 1.
  ///   - groups: the group of each pair; groups are independent, their members are alike.
  public init(_ shares: [Double], groups: [Int]) {
    precondition(shares.count == groups.count, "a group for each pair")
    count = shares.count
    value = shares.reduce(0, +) / Double(max(1, shares.count))
    var clusters: [Int: (right: Double, count: Double)] = [:]
    for (share, group) in zip(shares, groups) {
      clusters[group, default: (0, 0)].right += share
      clusters[group, default: (0, 0)].count += 1
    }
    effectiveCount = ClusteredTrials.effectiveCount(
      clusters.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The interval that holds the true mean with probability 0.95 (Wilson, 1927).
  public var interval: ClosedRange<Double> {
    count == 0 ? 0...1 : WilsonInterval.of(value, trials: effectiveCount)
  }
}
