import LinearAlgebra
import TensorCore

/// The first principal components of images or spectrograms, and the examples in them.
package struct ImageComponents {
  /// The mean example: [numbers].
  package let mean: Tensor
  /// Orthonormal directions, those of most variance first; zeros where the examples span fewer:
  /// [components, numbers].
  package let directions: Tensor
  /// Each example along the directions: [examples, components].
  package let coordinates: Tensor

  /// How many components there are, with those that are zeros.
  package var count: Int { directions.shape[0] }

  /// Fits components to examples, one row each.
  ///
  /// The products of the examples have the same eigenvalues as their covariance. There are fewer examples
  /// than numbers, so this matrix is the smaller one. The largest element of each direction is positive,
  /// which makes the result unique.
  ///
  /// - Parameters:
  ///   - examples: [examples, numbers], one example at least.
  ///   - count: how many components.
  /// - Throws: `Failure` where LAPACK finds no eigenvalues.
  package init(of examples: Tensor, count: Int) throws {
    let (number, length) = (examples.shape[0], examples.shape[1])
    let sums = sumOfRows(examples)
    mean = scaled(sums, by: 1 / Scalar(number))
    let centered = addingToRows(examples, scaled(mean, by: -1))
    let products = matrixProduct(centered, centered, transposingSecond: true)
    let eigen = try LinearAlgebra.symmetricEigen(
      products.elements.map { Double($0) }, order: number)
    let largest = eigen.values.last ?? 0
    let usable = (0..<number).reversed().prefix(count).filter {
      eigen.values[$0] > 1e-6 * largest
    }
    var weights = Tensor(repeating: 0, shape: [count, number])
    for (row, index) in usable.enumerated() {
      let scale = 1 / eigen.values[index].squareRoot()
      for example in 0..<number {
        weights.elements[row * number + example] = Scalar(
          scale * eigen.vectors[example * number + index])
      }
    }
    var directions = matrixProduct(weights, centered)
    for row in 0..<count {
      let values = directions.row(row)
      let top = values.max { abs($0) < abs($1) } ?? 0
      guard top < 0 else { continue }
      for place in row * length..<(row + 1) * length {
        directions.elements[place] = -directions.elements[place]
      }
    }
    self.directions = directions
    coordinates = matrixProduct(centered, directions, transposingSecond: true)
  }
}
