import Evaluation
import TensorCore
import Testing

@Suite struct GroupBootstrapTests {
  private func bootstrap(_ groups: Int, _ resamples: Int = 1000, stream: UInt32 = 1)
    -> GroupBootstrap
  {
    var random = RandomStream(seed: 3, stream: stream)
    return GroupBootstrap(groups: groups, resamples: resamples, from: &random)
  }

  private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

  /// SciPy draws 100 000 other resamples; the ends agree within the noise of 10 000 of ours.
  @Test func intervalOfAMeanMatchesSciPy() throws {
    let sample = try MetricGolden.numbers("bootstrap.sample")
    let expected = try MetricGolden.numbers("bootstrap.interval")
    let found = bootstrap(30, 10_000).interval { groups in mean(groups.map { sample[$0] }) }
    #expect(abs((found?.lowerBound ?? 0) - expected[0]) < 0.015)
    #expect(abs((found?.upperBound ?? 0) - expected[1]) < 0.03)
  }

  @Test func aSeedAlwaysDrawsTheSame() {
    let first = bootstrap(13)
    #expect(first.resamples == bootstrap(13).resamples)
    #expect(first.resamples != bootstrap(13, stream: 2).resamples)
    #expect(first.resamples.count == 1000)
    #expect(first.resamples.allSatisfy { $0.count == 13 && $0.allSatisfy((0..<13).contains) })
    #expect(Set(first.resamples.flatMap(\.self)).count == 13)
    #expect(first.resamples.contains { Set($0).count < 13 })
  }

  /// Ten items of one group tell no more than one.
  @Test func likeItemsDoNotNarrowTheInterval() throws {
    let values = randomRows(20, 1, stream: 5).map { $0[0] }
    let alone = try #require(bootstrap(20).interval { groups in mean(groups.map { values[$0] }) })
    let grouped = bootstrap(20).interval { groups in
      mean(groups.flatMap { [Double](repeating: values[$0], count: 10) })
    }
    #expect(abs((grouped?.lowerBound ?? 9) - alone.lowerBound) < 1e-12)
    let items = values.flatMap { [Double](repeating: $0, count: 10) }
    let independent = try #require(
      bootstrap(200).interval { groups in mean(groups.map { items[$0] }) })
    let ratio =
      (alone.upperBound - alone.lowerBound) / (independent.upperBound - independent.lowerBound)
    #expect((2.5...4).contains(ratio), "\(ratio), the root of 10 expected")
  }

  @Test func aNarrowerCoverageLiesInside() throws {
    let values = randomRows(20, 1, stream: 6).map { $0[0] }
    let bootstrap = bootstrap(20)
    func interval(_ coverage: Double) throws -> ClosedRange<Double> {
      try #require(
        bootstrap.interval(coverage: coverage) { groups in mean(groups.map { values[$0] }) })
    }
    let (half, most) = (try interval(0.5), try interval(0.95))
    #expect(most.lowerBound < half.lowerBound && half.upperBound < most.upperBound)
    #expect(try interval(0).lowerBound == interval(0).upperBound)
  }

  @Test func undefinedResamplesAreLeftOut() {
    #expect(bootstrap(4).interval { _ in nil } == nil)
    let found = bootstrap(4).interval { $0.contains(0) ? 2 : nil }
    #expect(found == 2...2)
    #expect(bootstrap(1).interval { Double($0[0] + 5) } == 5...5)
  }
}
