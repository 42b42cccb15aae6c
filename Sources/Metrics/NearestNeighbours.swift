/// How near items are to the nearest of a reference set, by Euclidean distance.
///
/// Every pair of vectors is compared: queries x references x length operations.
public enum NearestNeighbours {
  /// The distance of each query to the nearest reference item: [queries].
  public static func distances(from queries: [[Double]], to reference: [[Double]]) -> [Double] {
    guard !queries.isEmpty else { return [] }
    _ = FeatureVectors.length(queries, reference)
    return queries.map { query in
      reference.reduce(.infinity) { min($0, FeatureVectors.distance(query, $1)) }
    }
  }

  /// The distance of each item to the nearest other item of its own set, two items at least.
  ///
  /// Only the item itself is left out: a copy of it has distance 0.
  public static func distances(within set: [[Double]]) -> [Double] {
    _ = FeatureVectors.length(set)
    precondition(set.count > 1, "one item has no neighbour")
    var nearest = [Double](repeating: .infinity, count: set.count)
    for i in set.indices {
      for j in 0..<i {
        let distance = FeatureVectors.distance(set[i], set[j])
        nearest[i] = min(nearest[i], distance)
        nearest[j] = min(nearest[j], distance)
      }
    }
    return nearest
  }

  /// The share of distances below a quantile of others: a measure of memorisation.
  ///
  /// Distances are those of generated items to the nearest training items, `others` those of real
  /// items that were not trained on. A generator that keeps as far from the training set as real
  /// items do has about the share of the quantile, 0.01; copies have 1. With fewer than 100 others
  /// the quantile lies between their two smallest numbers.
  public static func shareNearer(
    _ distances: [Double], thanQuantile share: Double = 0.01, of others: [Double]
  ) -> Proportion {
    let limit = quantile(share, of: others)
    return Proportion(right: distances.count { $0 < limit }, count: distances.count)
  }
}
