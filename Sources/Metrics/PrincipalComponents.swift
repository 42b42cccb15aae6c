import LinearAlgebra
import TensorCore

/// The principal components of a reference set, to describe items by few numbers (Pearson, 1901).
///
/// The Fréchet distance needs more items than dimensions. Where items are few, both sets are
/// projected onto the first components of a third, real one: the training set.
public struct PrincipalComponents: Sendable {
  /// The mean of the reference set, which is taken off first.
  public let mean: [Double]
  /// Orthonormal directions, those of most variance first: [components][features].
  public let directions: [[Double]]
  /// The variance of the reference set along each direction, descending.
  public let variances: [Double]

  /// Fits the first components of a set; there are fewer where its items span fewer dimensions.
  ///
  /// The largest element of each direction is positive, which makes the result unique.
  ///
  /// - Parameters:
  ///   - reference: feature vectors of one length, two at least.
  ///   - count: how many components, at most.
  /// - Throws: `Failure` where LAPACK finds no eigenvalues.
  public init(of reference: [[Double]], count: Int = 32) throws {
    precondition(reference.count > 1 && count > 0, "components of \(reference.count) items")
    mean = FeatureVectors.mean(reference)
    let rows = FeatureVectors.centered(reference, on: mean)
    let features = mean.count
    let number = Double(rows.count - 1)
    // The products of items have the same eigenvalues as those of features; the smaller matrix is
    // used.
    let byItems = rows.count < features
    let order = byItems ? rows.count : features
    let matrix =
      byItems
      ? rows.flatMap { row in rows.map { FeatureVectors.product(row, $0) / number } }
      : FeatureVectors.covariance(reference)
    let eigen = try LinearAlgebra.symmetricEigen(matrix, order: order)
    let largest = eigen.values.last ?? 0
    var directions: [[Double]] = []
    var variances: [Double] = []
    for index in (0..<order).reversed().prefix(count) {
      let variance = eigen.values[index]
      guard variance > 1e-12 * largest else { break }
      var direction = (0..<order).map { eigen.vectors[$0 * order + index] }
      if byItems {
        var sums = [Double](repeating: 0, count: features)
        for (row, weight) in zip(rows, direction) {
          for i in 0..<features { sums[i] += weight * row[i] }
        }
        direction = sums
      }
      let top = direction.max { abs($0) < abs($1) } ?? 1
      let norm = FeatureVectors.product(direction, direction).squareRoot()
      directions.append(direction.map { $0 / (top < 0 ? -norm : norm) })
      variances.append(variance)
    }
    self.directions = directions
    self.variances = variances
  }

  /// The coordinates of items along the directions: [items][components].
  public func projections(of items: [[Double]]) -> [[Double]] {
    items.map { item in
      precondition(item.count == mean.count, "\(item.count) features, \(mean.count) expected")
      let centered = zip(item, mean).map { $0 - $1 }
      return directions.map { FeatureVectors.product($0, centered) }
    }
  }
}
