/// How many of a number of trials came out right, with an interval.
public struct Proportion: Sendable, Equatable {
  /// Right ones.
  public let right: Int
  /// All.
  public let count: Int

  /// Makes a proportion.
  public init(right: Int, count: Int) {
    precondition(right >= 0 && right <= count, "\(right) of \(count)")
    self.right = right
    self.count = count
  }

  /// The proportion; 0 where there are no trials.
  public var value: Double { count == 0 ? 0 : Double(right) / Double(count) }

  /// The interval of Wilson (1927) that holds the true proportion with probability 0.95.
  public var interval: ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let z = 1.959_963_984_540_054
    let n = Double(count)
    let center = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, center - half)...min(1, center + half)
  }
}
