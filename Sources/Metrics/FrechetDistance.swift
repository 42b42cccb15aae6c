import LinearAlgebra
import TensorCore

/// The Fréchet distance of two sets, each taken for a normal distribution (Heusel et al., 2017).
///
/// With means m and covariances C, it is |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)): 0 for equal
/// means and covariances, else positive, in squared units of the features.
public enum FrechetDistance {
  /// The distance of two sets of equally many items, two at least.
  ///
  /// Few items raise it, more so the fewer they are; so counts must be equal, and only distances of
  /// the same count compare. There should be several times more items than features: see
  /// `PrincipalComponents`. Throws a `Failure` where LAPACK finds no eigenvalues.
  public static func between(_ first: [[Double]], _ second: [[Double]]) throws -> Double {
    precondition(
      first.count == second.count,
      "Fréchet distance of \(first.count) and \(second.count) items: counts must be equal")
    let order = FeatureVectors.length(first, second)
    let means = FeatureVectors.distance(FeatureVectors.mean(first), FeatureVectors.mean(second))
    let (a, b) = (FeatureVectors.covariance(first), FeatureVectors.covariance(second))
    // C C' has the eigenvalues of the symmetric C^(1/2) C' C^(1/2).
    let root = try squareRoot(a, order)
    let product = product(product(root, b, order), root, order)
    let eigenvalues = try LinearAlgebra.symmetricEigen(product, order: order).values
    let crossTrace = eigenvalues.reduce(0) { $0 + max(0, $1).squareRoot() }
    return max(0, means * means + trace(a, order) + trace(b, order) - 2 * crossTrace)
  }

  /// The symmetric root of a covariance; eigenvalues that rounding made negative count as 0.
  private static func squareRoot(_ matrix: [Double], _ order: Int) throws -> [Double] {
    let eigen = try LinearAlgebra.symmetricEigen(matrix, order: order)
    // V diag(sqrt(values)) V^T is W W^T with W = V diag(values^(1/4)).
    let scales = eigen.values.map { max(0, $0).squareRoot().squareRoot() }
    let rows = (0..<order).map { i in
      (0..<order).map { eigen.vectors[i * order + $0] * scales[$0] }
    }
    return rows.flatMap { row in rows.map { FeatureVectors.product(row, $0) } }
  }

  /// The product of two matrices, the second of them symmetric.
  private static func product(_ first: [Double], _ second: [Double], _ order: Int) -> [Double] {
    let left = rows(first, order)
    let right = rows(second, order)
    return left.flatMap { row in right.map { FeatureVectors.product(row, $0) } }
  }

  private static func rows(_ matrix: [Double], _ order: Int) -> [[Double]] {
    (0..<order).map { Array(matrix[$0 * order..<($0 + 1) * order]) }
  }

  private static func trace(_ matrix: [Double], _ order: Int) -> Double {
    (0..<order).reduce(0) { $0 + matrix[$1 * (order + 1)] }
  }
}
