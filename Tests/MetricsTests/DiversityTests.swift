import Metrics
import TensorCore
import Testing

@Suite struct DiversityTests {
  /// Classes 0 to 2 have 13 members, class 3 has one, class 4 none.
  @Test func distancesMatchSciPy() throws {
    let items = try MetricGolden.rows("features.first")
    let labels = try MetricGolden.integers("diversity.labels")
    let expected = try MetricGolden.numbers("diversity.classes")
    let found = Diversity(of: items, labels: labels, classes: 5)
    #expect(found.classes[3...] == [nil, nil])
    for (value, target) in zip(found.classes, expected) {
      #expect(abs((value ?? 0) / target - 1) < 1e-6)
    }
    #expect(abs((found.mean ?? 0) / (expected.reduce(0, +) / 3) - 1) < 1e-6)
    let all = try MetricGolden.numbers("diversity.all")[0]
    #expect(abs(Diversity.meanDistance(within: items) / all - 1) < 1e-6)
  }

  /// The class of three pairs weighs as much as that of one.
  @Test func classesWeighTheSame() {
    let items = [[0.0], [2], [4], [0], [10], [7]]
    let labels = [0, 0, 0, 1, 1, 2]
    let found = Diversity(of: items, labels: labels, classes: 3)
    #expect(found.classes == [8.0 / 3, 10, nil])
    #expect(abs((found.mean ?? 0) - 19.0 / 3) < 1e-12)
    let three = Diversity(of: items, labels: labels, classes: 3, minimumCount: 3)
    #expect(three.classes == [8.0 / 3, nil, nil])
    #expect(Diversity(of: items, labels: labels, classes: 3, minimumCount: 4).mean == nil)
  }

  @Test func equalItemsHaveNone() {
    let found = Diversity(of: [[1.0, 2], [1, 2], [1, 2]], labels: [0, 0, 0], classes: 1)
    #expect(found.mean == 0)
  }
}
