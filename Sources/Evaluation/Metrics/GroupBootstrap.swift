import TensorCore

/// Intervals of any statistic by resampling groups of items with replacement (Efron, 1979).
///
/// Items that are alike, such as the draws of one pair or the clips of one recording, are one group
/// and come together. All statistics of one bootstrap see the same resamples, so that differences
/// of models are paired: let the closure return the difference.
public struct GroupBootstrap: Sendable {
  /// The groups of each resample, as many as there are, in the order drawn: [resamples][groups].
  public let resamples: [[Int]]

  /// Draws the resamples.
  ///
  /// - Parameters:
  ///   - groups: how many groups there are.
  ///   - resamples: how often they are drawn.
  ///   - stream: random numbers, of a purpose of their own.
  public init(groups: Int, resamples: Int = 1000, from stream: inout RandomStream) {
    precondition(groups > 0 && resamples > 0, "\(resamples) resamples of \(groups) groups")
    self.resamples = (0..<resamples).map { _ in
      (0..<groups).map { _ in stream.integer(below: groups) }
    }
  }

  /// The percentile interval that holds a statistic with about the given probability.
  ///
  /// The closure takes chosen groups, of which some come several times and others never, and gives
  /// the statistic of their items, or nil where it is not defined. Such resamples are left out; the
  /// interval is nil where none is left. Few groups make it too narrow.
  public func interval(
    coverage: Double = 0.95, of statistic: (_ groups: [Int]) throws -> Double?
  ) rethrows -> ClosedRange<Double>? {
    precondition((0...1).contains(coverage), "a probability of \(coverage)")
    let values = try resamples.compactMap(statistic)
    guard !values.isEmpty else { return nil }
    let tail = (1 - coverage) / 2
    return quantile(tail, of: values)...quantile(1 - tail, of: values)
  }
}
