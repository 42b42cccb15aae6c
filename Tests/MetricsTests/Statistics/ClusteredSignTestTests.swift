import Metrics
import Testing

@Suite struct ClusteredSignTestTests {
  private func test(_ differences: [Int]) -> ClusteredSignTest {
    let clusters = differences.indices.flatMap { index in
      [Int](repeating: index, count: abs(differences[index]))
    }
    let first = clusters.map { differences[$0] > 0 }
    return ClusteredSignTest(first: first, second: first.map { !$0 }, clusters: clusters)
  }

  @Test func itemsOfTheirOwnAreThoseOfMcNemar() {
    for (first, second) in [(0, 1), (3, 1), (9, 2), (13, 6), (113, 23)] {
      let differences = [Int](repeating: 1, count: first) + [Int](repeating: -1, count: second)
      let expected = McNemar(onlyFirst: first, onlySecond: second).pValue
      #expect(abs(test(differences).pValue / expected - 1) < 1e-9)
    }
  }

  /// All signs one by one.
  @Test(arguments: [
    [5], [3, -1, -1], [4, 4, -2, 1], [2, -2, 7, 1, 1, -3], [1, 2, 3, 4, 5, 6, -7],
  ])
  func theShareIsThatOfAllSigns(differences: [Int]) {
    let found = abs(differences.reduce(0, +))
    let count = 1 << differences.count
    let extreme = (0..<count).count { signs in
      let sum = differences.enumerated().reduce(0) {
        $0 + ((signs >> $1.offset) & 1 == 1 ? $1.element : -$1.element)
      }
      return abs(sum) >= found
    }
    #expect(test(differences).pValue == Double(extreme) / Double(count))
  }

  /// Five items of one cluster say no more than one of them.
  @Test func aClusterCountsOnce() {
    #expect(test([5]).pValue == 1)
    #expect(test([5, 5]).pValue == 0.5)
  }

  @Test func whatIsBothInAClusterCancels() {
    let test = ClusteredSignTest(
      first: [true, false, true, true], second: [false, true, true, false],
      clusters: [7, 7, 7, 2])
    #expect(test.differences == [1])
  }

  @Test func equalEvaluatorsDoNotDiffer() {
    #expect(ClusteredSignTest(first: [], second: [], clusters: []).pValue == 1)
    #expect(ClusteredSignTest(first: [true], second: [true], clusters: [0]).pValue == 1)
  }
}
