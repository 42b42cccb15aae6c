import TestSupport
import Testing
import Training

@Suite struct EpochOrderTests {
  private func listed(_ count: Int, seed: Int = 1, epoch: Int = 0) -> [Int] {
    let order = EpochOrder(count: count, seed: seed, epoch: epoch)
    return (0..<count).map { order[$0] }
  }

  @Test func everyNumberComesOnce() {
    for count in Array(1...70) + [127, 128, 129, 255, 256, 257, 1_000, 4_095, 4_096, 4_097, 71_230]
    {
      let sorted = listed(count).sorted()
      #expect(sorted.elementsEqual(0..<count), "of \(count)")
    }
  }

  @Test func eachEpochAndSeedHasAnOrderOfItsOwn() {
    let orders = [(1, 0), (1, 1), (1, 2), (2, 0), (-3, 0), (1 << 40, 0)].map {
      listed(50, seed: $0.0, epoch: $0.1)
    }
    #expect(Set(orders).count == orders.count)
    #expect(orders[1] == listed(50, epoch: 1))
    #expect(!orders.contains(Array(0..<50)))
  }

  /// How far counts of things that should be equally likely are from being equal.
  private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  /// All orders of a few numbers are equally likely: chi-square stays below its 0.1 % quantile.
  @Test(arguments: [(3, 6, 20.5), (4, 24, 49.7), (5, 120, 173.6)])
  func ordersOfAFewAreEquallyLikely(count: Int, orders: Int, limit: Double) {
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<200 * orders { counts[listed(count, epoch: epoch), default: 0] += 1 }
    #expect(counts.count == orders)
    #expect(chiSquare(Array(counts.values)) < limit)
  }

  /// Each number is as often at each place as at any other, and each as often after each other.
  @Test func placesAndNeighboursAreUniform() {
    let count = 20
    var places = [Int](repeating: 0, count: count * count)
    var neighbours = [Int](repeating: 0, count: count * count)
    for epoch in 0..<2_000 {
      let order = listed(count, epoch: epoch)
      for (place, number) in order.enumerated() { places[place * count + number] += 1 }
      for (first, second) in zip(order, order.dropFirst()) {
        neighbours[first * count + second] += 1
      }
    }
    // 361 and 379 degrees of freedom; the limits are seven deviations away.
    #expect(chiSquare(places) < 361 + 7 * 27)
    let apart = neighbours.indices.filter { $0 / count != $0 % count }.map { neighbours[$0] }
    #expect(chiSquare(apart) < 379 + 7 * 28)
  }

  /// Of a million, a thousand in a row are spread over all of them.
  @Test func aPartOfManyIsSpread() {
    let order = EpochOrder(count: 1_000_000, seed: 5, epoch: 3)
    var tenths = [Int](repeating: 0, count: 10)
    for place in 0..<1_000 { tenths[order[place] / 100_000] += 1 }
    #expect(chiSquare(tenths) < 27.9)
  }
}
