import Metrics
import TestSupport
import Testing

@Suite struct QuantileTests {
  @Test func quantilesMatchNumPy() throws {
    let numbers = try MetricGolden.numbers("quantile.numbers")
    let found = try MetricGolden.numbers("quantile.shares").map { quantile($0, of: numbers) }
    let closeness = closeness(
      of: found, to: try MetricGolden.numbers("quantile.values"), relative: 1e-6)
    #expect(closeness.isClose, "\(closeness)")
  }

  @Test func smallCasesAreAsByHand() {
    #expect(median(of: [3]) == 3)
    #expect(median(of: [4, 1]) == 2.5)
    #expect(median(of: [9, 1, 2]) == 2)
    #expect(quantile(0.25, of: [0, 1, 2]) == 0.5)
    #expect(median(of: [.infinity, .infinity]) == .infinity)
    #expect(quantile(1, of: [.infinity, 0]) == .infinity)
    #expect(quantile(0, of: [.infinity, 0]) == 0)
  }
}
