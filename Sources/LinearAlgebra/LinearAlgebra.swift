import CLAPACKE
import Files

/// Dense linear algebra in double precision, by LAPACK.
///
/// Every matrix is a row-major array; its shape is a parameter. The elements must be finite. A function
/// throws a `Failure` of kind `internalError` if LAPACK rejects the matrix or does not converge.
public enum LinearAlgebra {
  private static let lapacke = lapacke_load()

  /// The eigenvalues of a symmetric matrix, ascending, and its eigenvectors.
  ///
  /// The matrix equals `vectors` times the diagonal matrix of `values` times the transpose of `vectors`.
  public struct SymmetricEigen: Sendable, Equatable {
    /// The eigenvalues, ascending.
    public let values: [Double]
    /// The unit eigenvectors, one a column, in the order of the values: [order, order].
    public let vectors: [Double]
  }

  /// The Moore-Penrose inverse of a matrix, of shape [columns, rows].
  ///
  /// It comes from the singular value decomposition. Singular values below `relativeCutoff` times the largest
  /// one count as zero. The default cutoff is that of LAPACK: the larger size times the rounding unit.
  public static func pseudoInverse(
    of matrix: [Double], rows: Int, columns: Int, relativeCutoff: Double? = nil
  ) throws -> [Double] {
    check(matrix, rows, columns)
    let rank = min(rows, columns)
    guard rank > 0 else { return [] }
    var work = matrix
    var singular = [Double](repeating: 0, count: rank)
    var left = [Double](repeating: 0, count: rows * rank)
    var right = [Double](repeating: 0, count: rank * columns)
    let status = lapacke.dgesdd(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "S")), Int32(rows), Int32(columns), &work,
      Int32(columns), &singular, &left, Int32(rank), &right, Int32(columns))
    try check(status, "singular value decomposition", rows, columns)
    let cutoff = singular[0] * (relativeCutoff ?? Double(max(rows, columns)) * .ulpOfOne)

    var inverse = [Double](repeating: 0, count: columns * rows)
    for index in 0..<rank where singular[index] > cutoff {
      for column in 0..<columns {
        let scaled = right[index * columns + column] / singular[index]
        for row in 0..<rows {
          inverse[column * rows + row] += scaled * left[row * rank + index]
        }
      }
    }
    return inverse
  }

  /// The least-squares solution: the X of least norm that minimises the norm of `matrix` X - `targets`.
  ///
  /// `targets` has the shape [rows, targetColumns], the result [columns, targetColumns]. Singular values
  /// below `relativeCutoff` times the largest one count as zero; a negative cutoff means the rounding unit.
  public static func leastSquares(
    _ matrix: [Double], rows: Int, columns: Int, targets: [Double], targetColumns: Int,
    relativeCutoff: Double = -1
  ) throws -> [Double] {
    check(matrix, rows, columns)
    check(targets, rows, targetColumns)
    guard rows > 0, columns > 0, targetColumns > 0 else {
      return [Double](repeating: 0, count: columns * targetColumns)
    }
    var work = matrix
    // LAPACK returns the solution in the place of the targets, so the longer of the two counts.
    var solution = targets
    let padding = max(0, columns - rows) * targetColumns
    solution.append(contentsOf: repeatElement(0, count: padding))
    var singular = [Double](repeating: 0, count: min(rows, columns))
    var rank: Int32 = 0
    let status = lapacke.dgelsd(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(targetColumns), &work, Int32(columns),
      &solution, Int32(targetColumns), &singular, relativeCutoff, &rank)
    try check(status, "least squares solution", rows, columns)
    return Array(solution.prefix(columns * targetColumns))
  }

  /// Solves `matrix` X = `targets` for X, by the Cholesky decomposition.
  ///
  /// The matrix is symmetric and positive definite, of shape [order, order]; only its upper triangle is read.
  /// Targets and result have the shape [order, targetColumns].
  ///
  /// - Throws: `Failure` of kind `internalError` if the matrix is not positive definite.
  public static func solve(
    positiveDefinite matrix: [Double], order: Int, targets: [Double], targetColumns: Int
  ) throws -> [Double] {
    check(matrix, order, order)
    check(targets, order, targetColumns)
    guard order > 0, targetColumns > 0 else { return [] }
    var work = matrix
    var solution = targets
    let status = lapacke.dposv(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), Int32(order), Int32(targetColumns), &work,
      Int32(order), &solution, Int32(targetColumns))
    try check(status, "Cholesky decomposition", order, order)
    return solution
  }

  /// Orthonormal columns that span those of the matrix, by QR: [rows, columns], rows >= columns.
  ///
  /// The signs are chosen so that R has a positive diagonal, which makes the result unique, and
  /// uniformly distributed when the matrix holds independent normal numbers.
  public static func orthonormalized(
    _ matrix: [Double], rows: Int, columns: Int
  ) throws -> [Double] {
    check(matrix, rows, columns)
    precondition(rows >= columns, "\(columns) vectors of \(rows) numbers cannot be orthogonal")
    guard columns > 0 else { return [] }
    var work = matrix
    var reflections = [Double](repeating: 0, count: columns)
    var status = lapacke.dgeqrf(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), &work, Int32(columns), &reflections)
    try check(status, "QR decomposition", rows, columns)
    let signs = (0..<columns).map { work[$0 * columns + $0] < 0 ? -1.0 : 1.0 }
    status = lapacke.dorgqr(
      LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), Int32(columns), &work, Int32(columns),
      &reflections)
    try check(status, "QR decomposition", rows, columns)
    for row in 0..<rows {
      for column in 0..<columns { work[row * columns + column] *= signs[column] }
    }
    return work
  }

  /// The eigenvalues and eigenvectors of a symmetric matrix of shape [order, order].
  ///
  /// Only the upper triangle is read.
  public static func symmetricEigen(_ matrix: [Double], order: Int) throws -> SymmetricEigen {
    check(matrix, order, order)
    guard order > 0 else { return SymmetricEigen(values: [], vectors: []) }
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    let status = lapacke.dsyevd(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")), Int32(order),
      &vectors, Int32(order), &values)
    try check(status, "eigenvalue decomposition", order, order)
    return SymmetricEigen(values: values, vectors: vectors)
  }

  private static func check(_ matrix: [Double], _ rows: Int, _ columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) x \(columns)")
    precondition(
      matrix.count == rows * columns,
      "\(matrix.count) elements are not a matrix of \(rows) x \(columns)")
  }

  /// Throws if LAPACK failed; a negative status means a NaN or a bad argument.
  private static func check(
    _ status: Int32, _ what: String, _ rows: Int, _ columns: Int
  ) throws {
    guard status != 0 else { return }
    let reason = status < 0 ? "an argument is not usable" : "no convergence"
    throw Failure(
      .internalError, nil, "\(what) of a \(rows) x \(columns) matrix failed: \(reason) (\(status))")
  }
}
