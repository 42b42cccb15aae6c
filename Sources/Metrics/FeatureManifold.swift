import TensorCore
import Threads

/// The part of a feature space that a set of items covers (Kynkäänniemi et al., 2019).
///
/// Each item covers a hypersphere as large as the distance to its k-th nearest neighbour in the set. The
/// share of generated items inside the manifold of real ones is the *improved precision*: how many look
/// real. The share of real items inside the manifold of generated ones is the *improved recall*: how much
/// of the real variety is generated.
public struct FeatureManifold: Sendable {
  /// The k of the paper.
  public static let neighbours = 3

  private let items: [[Double]]
  private let radii: [Double]

  /// Measures the hyperspheres of a set; nil where no item has k neighbours.
  ///
  /// Every pair of items is compared: items^2 x length operations, and memory for one row of distances a
  /// thread.
  ///
  /// - Parameters:
  ///   - items: feature vectors of one length.
  ///   - neighbours: k, one at least; an item is no neighbour of itself, a copy of it is.
  public init?(_ items: [[Double]], neighbours: Int = Self.neighbours) {
    precondition(neighbours > 0, "a hypersphere up to neighbour \(neighbours)")
    guard items.count > neighbours else { return nil }
    _ = FeatureVectors.length(items)
    self.items = items
    radii = ThreadPool.shared.map(items.count) { index in
      let distances = items.indices.compactMap { other in
        other == index ? nil : FeatureVectors.distance(items[index], items[other])
      }
      return distances.sorted()[neighbours - 1]
    }
  }

  /// Whether a feature vector lies in a hypersphere, its surface included.
  public func contains(_ item: [Double]) -> Bool {
    items.indices.contains { FeatureVectors.distance(items[$0], item) <= radii[$0] }
  }

  /// The share of items that lie inside, 0 to 1; 0 where there are none.
  public func share(of others: [[Double]]) -> Double {
    guard !others.isEmpty else { return 0 }
    _ = FeatureVectors.length(items, others)
    let inside = ThreadPool.shared.map(others.count) { contains(others[$0]) }
    return Double(inside.count { $0 }) / Double(others.count)
  }
}
