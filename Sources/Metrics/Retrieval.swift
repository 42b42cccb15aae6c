/// Finding real items by generated ones: a gallery ranked by cosine similarity for each query.
///
/// Where all features share a large mean, all similarities are near one: take the mean of a
/// reference set off first. A vector of zeros is equally similar, by 0, to every other.
public struct Retrieval: Sendable {
  /// How often a right item is among the first ones, and how often it would be by chance.
  ///
  /// Generated items retrieve well where their recall is clearly above chance.
  public struct Recall: Sendable, Equatable {
    /// For each query whether it was, 0 or 1; between where equal similarities leave it to chance.
    public let hits: [Double]
    /// What a random ranking gives on average.
    public let chance: Double
    /// The mean over queries; 0 where there are none.
    public var value: Double { Retrieval.mean(hits) }
  }

  private let queries: [[Double]]
  private let gallery: [[Double]]

  /// Queries and the items of a gallery, feature vectors of one length.
  public init(queries: [[Double]], gallery: [[Double]]) {
    if !queries.isEmpty { _ = FeatureVectors.length(queries, gallery) }
    self.queries = queries.map(Retrieval.normalized)
    self.gallery = gallery.map(Retrieval.normalized)
  }

  /// The cosines of the angles of a query and each item of the gallery.
  public func similarities(of query: Int) -> [Double] {
    gallery.map { FeatureVectors.product(queries[query], $0) }
  }

  /// How often an item of the query's own class is among the `first` most similar.
  ///
  /// `first` is the k of "recall at k"; there is a label for each query and each item of the
  /// gallery.
  public func recall(at first: Int, labels: [Int], galleryLabels: [Int]) -> Recall {
    precondition(labels.count == queries.count, "a label for each query")
    return recall(at: first) { query in galleryLabels.map { $0 == labels[query] } }
  }

  /// How often the query's own partner is among the `first` most similar.
  ///
  /// `first` is the k of "recall at k"; `partners` holds the place in the gallery of each query's
  /// partner.
  public func recall(at first: Int, partners: [Int]) -> Recall {
    precondition(partners.count == queries.count, "a partner for each query")
    return recall(at: first) { query in
      let places = gallery.indices
      precondition(places.contains(partners[query]), "partner \(partners[query]) is not there")
      return places.map { $0 == partners[query] }
    }
  }

  private func recall(at first: Int, rightItems: (Int) -> [Bool]) -> Recall {
    precondition(first > 0, "recall at \(first)")
    var hits: [Double] = []
    var chances: [Double] = []
    for query in queries.indices {
      let right = rightItems(query)
      precondition(right.count == gallery.count, "a label for each item of the gallery")
      hits.append(Retrieval.hit(similarities(of: query), right, first))
      chances.append(
        Retrieval.chance(of: right.count { $0 }, among: right.count, drawing: first))
    }
    return Recall(hits: hits, chance: Retrieval.mean(chances))
  }

  /// The probability that a right item is among the first, equal similarities in random order.
  private static func hit(_ row: [Double], _ right: [Bool], _ first: Int) -> Double {
    let last = row.sorted(by: >)[min(first, row.count) - 1]
    let isHitForSure = zip(row, right).contains { $0 > last && $1 }
    guard !isHitForSure else { return 1 }
    let tied = zip(row, right).filter { $0.0 == last }
    let places = min(first, row.count) - row.count { $0 > last }
    return chance(of: tied.count { $0.1 }, among: tied.count, drawing: places)
  }

  /// The probability of one right item at least in a draw without replacement.
  private static func chance(of right: Int, among count: Int, drawing: Int) -> Double {
    var none = 1.0
    for i in 0..<min(drawing, count) {
      none *= Double(max(0, count - right - i)) / Double(count - i)
    }
    return 1 - none
  }

  private static func normalized(_ vector: [Double]) -> [Double] {
    let norm = FeatureVectors.product(vector, vector).squareRoot()
    return norm > 0 ? vector.map { $0 / norm } : vector
  }

  private static func mean(_ numbers: [Double]) -> Double {
    numbers.isEmpty ? 0 : numbers.reduce(0, +) / Double(numbers.count)
  }
}
