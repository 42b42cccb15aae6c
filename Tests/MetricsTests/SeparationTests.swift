import Metrics
import Testing

@Suite struct SeparationTests {
  /// The scores are rounded so that many are equal.
  @Test func areaAndAccuracyMatchScikitLearn() throws {
    let positives = try MetricGolden.numbers("separation.positives")
    let negatives = try MetricGolden.numbers("separation.negatives")
    let area = try MetricGolden.numbers("separation.area")[0]
    #expect(
      abs(Separation.areaUnderCurve(positives: positives, negatives: negatives) - area) < 1e-6)
    // A reversed score is wrong as often.
    let reversed = Separation.areaUnderCurve(
      positives: positives.map { -$0 }, negatives: negatives.map { -$0 })
    #expect(abs(reversed - (1 - area)) < 1e-6)

    let accuracy = Separation.accuracy(
      positives: positives, negatives: negatives,
      threshold: try MetricGolden.numbers("separation.threshold")[0])
    #expect(accuracy.count == 89)
    #expect(abs(accuracy.value - (try MetricGolden.numbers("separation.accuracy")[0])) < 1e-6)
  }

  @Test(arguments: [
    ([1.0, 2.0], [0.0, -1.0], 1.0), ([0.0], [1.0], 0.0), ([1.0], [1.0], 0.5),
    ([1.0, 3.0], [1.0, 2.0], 0.625), ([Double.infinity], [-Double.infinity, 5.0], 1.0),
  ])
  func smallCasesAreAsByHand(positives: [Double], negatives: [Double], area: Double) {
    #expect(Separation.areaUnderCurve(positives: positives, negatives: negatives) == area)
  }

  @Test func aScoreAtTheThresholdIsPositive() {
    let found = Separation.accuracy(
      positives: [0.5, 0.4], negatives: [0.5, 0.1, 0.2], threshold: 0.5)
    #expect(found == Proportion(right: 3, count: 5))
  }
}
