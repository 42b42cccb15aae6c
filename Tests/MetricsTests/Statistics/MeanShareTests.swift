import Metrics
import Testing

@Suite struct MeanShareTests {
  /// Where every pair is right or wrong, it is the proportion of pairs.
  @Test func wholePairsAreAProportion() {
    let shares = [1.0, 0, 1, 1, 0, 1]
    let found = MeanShare(shares, groups: [0, 0, 1, 1, 2, 2])
    let same = Proportion(groups: [(1, 2), (2, 2), (1, 2)])
    #expect(abs(found.value - same.value) < 1e-12 && found.count == 6)
    #expect(abs(found.effectiveCount - same.effectiveCount) < 1e-9)
    #expect(abs(found.interval.lowerBound - same.interval.lowerBound) < 1e-9)
  }

  /// Latent samples make no pairs: of four pairs no more than four trials count.
  @Test func effectiveCountIsBetweenGroupsAndPairs() {
    #expect(MeanShare([0.5, 0.5, 0.5, 0.5], groups: [0, 0, 1, 1]).effectiveCount == 2)
    #expect(MeanShare([1, 0, 0.9, 0.1], groups: [0, 0, 1, 1]).effectiveCount <= 4)
    #expect(MeanShare([], groups: []).interval == 0...1)
  }
}
