import Evaluation
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

  @Test func withoutTrialsNothingIsKnown() {
    let none = Proportion(right: 0, count: 0)
    #expect(none.value == 0)
    #expect(none.interval == 0...1)
  }
}
