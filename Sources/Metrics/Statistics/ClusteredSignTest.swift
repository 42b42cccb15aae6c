/// A test whether one of two systems is right more often on items in clusters, whose members come out alike.
///
/// If both are equally good, the difference of each cluster has either sign equally often, and
/// clusters are independent (a randomisation test; Fisher, 1935). Where every item is a cluster of
/// its own, this is the exact test of McNemar.
public struct ClusteredSignTest: Sendable, Equatable {
  /// For each cluster on which the two differ, how many items more the first one gets right.
  public let differences: [Int]

  /// Compares results on the same items, in the same order: true for a right one.
  ///
  /// - Parameters:
  ///   - first: the results of the first system.
  ///   - second: those of the second one.
  ///   - clusters: the cluster of each item.
  public init(first: [Bool], second: [Bool], clusters: [Int]) {
    precondition(
      first.count == second.count && first.count == clusters.count,
      "results on \(first.count) and \(second.count) items of \(clusters.count) clusters")
    var sums: [Int: Int] = [:]
    for ((first, second), cluster) in zip(zip(first, second), clusters) where first != second {
      sums[cluster, default: 0] += first ? 1 : -1
    }
    differences = sums.sorted { $0.key < $1.key }.map(\.value).filter { $0 != 0 }
  }

  /// The probability of a difference at least as large, either way, if both are right equally often.
  ///
  /// Exact: of all ways to give each cluster's difference a sign, the share that adds up to as much.
  public var pValue: Double {
    let sizes = differences.map(abs)
    let largest = sizes.reduce(0, +)
    // How likely each sum is, from -largest on.
    var shares = [Double](repeating: 0, count: 2 * largest + 1)
    shares[largest] = 1
    for size in sizes {
      var next = [Double](repeating: 0, count: shares.count)
      for (at, share) in shares.enumerated() where share > 0 {
        next[at - size] += share / 2
        next[at + size] += share / 2
      }
      shares = next
    }
    let found = abs(differences.reduce(0, +))
    // Rounding may take the sum above 1.
    return min(1, shares.indices.reduce(0) { $0 + (abs($1 - largest) >= found ? shares[$1] : 0) })
  }
}
