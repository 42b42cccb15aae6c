/// How different the items of each class are: mean Euclidean distances of pairs.
///
/// A generator that makes the same item for a class has 0. Compare with real items of the same
/// classes.
public struct Diversity: Sendable, Equatable {
  /// The mean over pairs of different items of each class; nil where it has too few items.
  public let classes: [Double?]

  /// Measures each class that has enough items.
  ///
  /// - Parameters:
  ///   - items: feature vectors of one length.
  ///   - labels: the class of each, in 0..<classes.
  ///   - classes: how many classes there are.
  ///   - minimumCount: items that a class must have, two at least.
  public init(of items: [[Double]], labels: [Int], classes: Int, minimumCount: Int = 2) {
    precondition(items.count == labels.count, "a label for each item")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label outside the classes")
    precondition(minimumCount > 1, "a class of one item has no pair")
    self.classes = (0..<classes).map { label in
      let members = zip(items, labels).filter { $0.1 == label }.map(\.0)
      return members.count >= minimumCount ? Diversity.meanDistance(within: members) : nil
    }
  }

  /// The mean over classes that have enough items, each weighing the same; nil where none has.
  public var mean: Double? {
    let present = classes.compactMap(\.self)
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
  }

  /// The mean distance of all pairs of different items of a set.
  ///
  /// The set has two items or more, feature vectors of one length.
  public static func meanDistance(within set: [[Double]]) -> Double {
    _ = FeatureVectors.length(set)
    precondition(set.count > 1, "one item has no pair")
    var sum = 0.0
    for i in set.indices {
      for j in 0..<i { sum += FeatureVectors.distance(set[i], set[j]) }
    }
    return 2 * sum / Double(set.count * (set.count - 1))
  }
}
