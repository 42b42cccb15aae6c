/// How many of a number of trials came out right, with an interval.
public struct Proportion: Sendable, Equatable {
  /// Right ones.
  public let right: Int
  /// All.
  public let count: Int
  /// How many independent trials would tell as much.
  public let effectiveCount: Double

  /// Makes a proportion of independent trials.
  public init(right: Int, count: Int) {
    precondition(right >= 0 && right <= count, "\(right) of \(count)")
    self.right = right
    self.count = count
    effectiveCount = Double(count)
  }

  /// Makes a proportion of trials in groups, such as the draws of one pair, which come out alike.
  ///
  /// The groups are the independent part: as many single trials count as would have the variance that
  /// is found between groups (Kish, 1965), never fewer than there are groups nor more than trials.
  public init(groups: [(right: Int, count: Int)]) {
    let groups = groups.filter { $0.count > 0 }
    right = groups.reduce(0) { $0 + $1.right }
    count = groups.reduce(0) { $0 + $1.count }
    precondition(groups.allSatisfy { (0...$0.count).contains($0.right) }, "more right than tried")
    let (number, size) = (Double(groups.count), Double(max(1, count)))
    let share = Double(right) / size
    let standardDeviations = groups.reduce(0.0) { sum, group in
      let standardDeviation = Double(group.right) - share * Double(group.count)
      return sum + standardDeviation * standardDeviation
    }
    let variance = standardDeviations / (size * size) * number / max(1, number - 1)
    let equivalent = variance > 0 ? share * (1 - share) / variance : number
    effectiveCount = min(Double(count), max(number, equivalent))
  }

  /// The proportion; 0 where there are no trials.
  public var value: Double { count == 0 ? 0 : Double(right) / Double(count) }

  /// The interval of Wilson (1927) that holds the true proportion with probability 0.95.
  public var interval: ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let z = 1.959_963_984_540_054
    let n = effectiveCount
    let center = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, center - half)...min(1, center + half)
  }
}
