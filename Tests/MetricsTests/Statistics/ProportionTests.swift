import Metrics
import Testing

@Suite struct ProportionTests {
  /// Intervals of `scipy.stats.binomtest(right, count).proportion_ci(method="wilson")`, SciPy 1.17.1.
  @Test(arguments: [
    (0, 10, 0.000_000, 0.277_533), (10, 10, 0.722_467, 1.000_000),
    (54, 72, 0.639_065, 0.835_609), (1, 13, 0.013_710, 0.333_140),
  ])
  func intervalIsWilsons(right: Int, count: Int, lower: Double, upper: Double) {
    let interval = Proportion(right: right, count: count).interval
    #expect(abs(interval.lowerBound - lower) < 1e-5)
    #expect(abs(interval.upperBound - upper) < 1e-5)
  }

  /// Samples that always agree tell as much as one; samples that are independent tell what all do.
  @Test func groupsCountByWhatTheyTell() {
    let agreeing = Proportion(groups: (0..<72).map { $0 < 54 ? (4, 4) : (0, 4) })
    #expect(agreeing.right == 216 && agreeing.count == 288)
    #expect(abs(agreeing.effectiveCount - 72) < 1)
    #expect(abs(agreeing.interval.lowerBound - 0.639_065) < 1e-3)

    // Four independent samples of 1/2: 0 to 4 are right in 1, 4, 6, 4, 1 of 16 groups.
    let counts = [0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4]
    let independent = Proportion(groups: (0..<160).map { (counts[$0 % 16], 4) })
    #expect(abs(independent.effectiveCount / 640 - 1) < 0.01)
    #expect(independent.value == 0.5)

    #expect(Proportion(groups: [(4, 4), (4, 4)]).effectiveCount == 2)
    #expect(Proportion(groups: [(1, 1), (0, 1), (0, 0)]).effectiveCount == 2)
    #expect(Proportion(groups: []).interval == 0...1)
  }

  @Test func withoutTrialsNothingIsKnown() {
    let none = Proportion(right: 0, count: 0)
    #expect(none.value == 0)
    #expect(none.interval == 0...1)
  }
}
