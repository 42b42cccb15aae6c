import LinearAlgebra

extension Tensor {
  /// Makes a random orthogonal weight.
  ///
  /// Seen as a matrix [all but the last dimension, last dimension], the weight has orthonormal columns, or
  /// orthonormal rows if it is wider than tall. Source: Saxe et al., "Exact solutions to the nonlinear
  /// dynamics of learning in deep linear neural networks", 2014.
  public static func orthogonal(shape: [Int], from stream: inout RandomStream) -> Tensor {
    let columns = shape.last ?? 1
    let rows = shape.reduce(1, *) / max(1, columns)
    let (long, short) = (max(rows, columns), min(rows, columns))
    let noise = (0..<long * short).map { _ in stream.normal() }
    guard let basis = try? LinearAlgebra.orthonormalized(noise, rows: long, columns: short) else {
      preconditionFailure("a random matrix has no QR decomposition")
    }
    return Tensor(shape: shape) { out in
      for row in 0..<rows {
        for column in 0..<columns {
          out[row * columns + column] = Scalar(
            rows >= columns ? basis[row * short + column] : basis[column * short + row])
        }
      }
    }
  }
}
