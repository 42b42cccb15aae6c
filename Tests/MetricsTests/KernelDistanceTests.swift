import Metrics
import TensorCore
import Testing

@Suite struct KernelDistanceTests {
  @Test func distanceMatchesScikitLearnsKernel() throws {
    let first = try MetricGolden.rows("features.first")
    let second = try MetricGolden.rows("features.second")
    let expected = try MetricGolden.numbers("kernel.distance")[0]
    #expect(abs(KernelDistance.between(first, second) / expected - 1) < 1e-6)
    #expect(abs(KernelDistance.between(second, first) / expected - 1) < 1e-6)
    let uneven = try MetricGolden.numbers("kernel.uneven")[0]
    #expect(abs(KernelDistance.between(Array(first.prefix(9)), second) / uneven - 1) < 1e-6)
  }

  /// One feature, two items each: all kernels can be counted by hand.
  @Test func smallCaseIsAsByHand() {
    // k(0, 1) = 1, k(2, 3) = 7^3, across: 1, 1, 3^3, 4^3.
    let found = KernelDistance.between([[0], [1]], [[2], [3]])
    #expect(abs(found - (1 + 343 - 2 * (1 + 1 + 27 + 64) / 4.0)) < 1e-12)
  }

  /// The estimate has no bias: over sets of one distribution its mean is near 0, with both signs.
  @Test func setsOfOneDistributionAreAtNoDistanceOnAverage() {
    let found = (0..<200).map { index in
      KernelDistance.between(
        randomRows(8, 4, stream: UInt32(2 * index)), randomRows(8, 4, stream: UInt32(2 * index + 1))
      )
    }
    let mean = found.reduce(0, +) / 200
    let square = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199
    #expect(abs(mean) < 3 * (square / 200).squareRoot(), "\(mean)")
    // The biased estimate, which also compares each item with itself, would be 2.4 on average.
    #expect((square / 200).squareRoot() < 0.1)
    #expect(found.contains { $0 < 0 } && found.contains { $0 > 0 })
  }
}
