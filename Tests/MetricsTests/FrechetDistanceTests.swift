import Metrics
import Testing

@Suite struct FrechetDistanceTests {
  @Test func distanceMatchesSciPy() throws {
    let first = try MetricGolden.rows("features.first")
    let second = try MetricGolden.rows("features.second")
    let expected = try MetricGolden.numbers("frechet.distance")[0]
    #expect(abs(try FrechetDistance.between(first, second) / expected - 1) < 1e-6)
    #expect(abs(try FrechetDistance.between(second, first) / expected - 1) < 1e-6)
  }

  @Test func aSetIsAtNoDistanceFromItself() throws {
    let set = randomRows(50, 8, stream: 1)
    #expect(try FrechetDistance.between(set, set.reversed()) < 1e-10)
    // Fewer items than features: roots of rounding errors are as large as 1e-8.
    let few = randomRows(4, 8, stream: 2)
    #expect(try FrechetDistance.between(few, few) < 1e-6)
  }

  /// Moved by v it is |v|^2; stretched about the mean by s, (s - 1)^2 times the variance.
  @Test func movingAndStretchingAreCountedInSquares() throws {
    let set = randomRows(30, 3, stream: 3)
    let moved = set.map { [$0[0] + 3, $0[1] - 4, $0[2]] }
    #expect(abs(try FrechetDistance.between(set, moved) - 25) < 1e-9)

    let centered = set.map { $0.map { $0 } } + set.map { $0.map { -$0 } }
    let variance = set.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } } * 2 / 59
    let stretched = centered.map { $0.map { 3 * $0 } }
    #expect(abs(try FrechetDistance.between(centered, stretched) - 4 * variance) < 1e-9)
  }
}
