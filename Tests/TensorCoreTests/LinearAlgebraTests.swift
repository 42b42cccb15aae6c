import Files
import LinearAlgebra
import TensorCore
import TestSupport
import Testing

@Suite struct LinearAlgebraTests {
  @Test func pseudoInverseOfAKnownMatrix() throws {
    // [[1, 0], [0, 2], [0, 0]] has the inverse [[1, 0, 0], [0, 0.5, 0]].
    let inverse = try LinearAlgebra.pseudoInverse(of: [1, 0, 0, 2, 0, 0], rows: 3, columns: 2)
    let found = closeness(of: inverse, to: [1, 0, 0, 0, 0.5, 0], relative: 1e-14)
    #expect(found.isClose, "\(found)")
  }

  @Test(arguments: [(5, 3), (3, 5), (4, 4), (1, 6), (6, 1)])
  func pseudoInverseFulfilsPenrosesEquations(rows: Int, columns: Int) throws {
    var matrix = numbers(rows * columns, seed: 7)
    // Equal first and last rows leave the matrix short of full rank.
    for column in 0..<columns where rows > 1 {
      matrix[(rows - 1) * columns + column] = matrix[column]
    }
    let inverse = try LinearAlgebra.pseudoInverse(of: matrix, rows: rows, columns: columns)
    let onRows = product(matrix, inverse, rows, columns, rows)
    let onColumns = product(inverse, matrix, columns, rows, columns)
    let checks = [
      closeness(of: product(onRows, matrix, rows, rows, columns), to: matrix, relative: 1e-12),
      closeness(
        of: product(onColumns, inverse, columns, columns, rows), to: inverse, relative: 1e-12),
      closeness(of: transposed(onRows, rows, rows), to: onRows, relative: 1e-12),
      closeness(of: transposed(onColumns, columns, columns), to: onColumns, relative: 1e-12),
    ]
    for found in checks { #expect(found.isClose, "\(found)") }
  }

  @Test func leastSquaresFitsALine() throws {
    // The line through (0, 1), (1, 3), (2, 5), (3, 7.4) that is nearest is 0.92 + 2.12 x.
    let matrix: [Double] = [1, 0, 1, 1, 1, 2, 1, 3]
    let line = try LinearAlgebra.leastSquares(
      matrix, rows: 4, columns: 2, targets: [1, 3, 5, 7.4], targetColumns: 1)
    let found = closeness(of: line, to: [0.92, 2.12], relative: 1e-12)
    #expect(found.isClose, "\(found)")
  }

  @Test func leastSquaresOfTooFewEquationsIsTheShortestSolution() throws {
    let solution = try LinearAlgebra.leastSquares(
      [1, 1, 2], rows: 1, columns: 3, targets: [6, 12], targetColumns: 2)
    let found = closeness(of: solution, to: [1, 2, 1, 2, 2, 4], relative: 1e-12)
    #expect(found.isClose, "\(found)")
  }

  @Test(arguments: [(4, 4), (7, 3), (1, 1)])
  func orthonormalizedColumnsSpanTheGivenOnes(rows: Int, columns: Int) throws {
    let matrix = numbers(rows * columns, seed: 3)
    let basis = try LinearAlgebra.orthonormalized(matrix, rows: rows, columns: columns)
    let turned = transposed(basis, rows, columns)
    var identity = [Double](repeating: 0, count: columns * columns)
    for index in 0..<columns { identity[index * columns + index] = 1 }
    let unit = closeness(of: product(turned, basis, columns, rows, columns), to: identity)
    #expect(unit.isClose, "\(unit)")
    // R = Q' A is upper triangular with a positive diagonal, and Q R is A again.
    let upper = product(turned, matrix, columns, rows, columns)
    for row in 0..<columns {
      #expect(upper[row * columns + row] > 0)
      for column in 0..<row { #expect(abs(upper[row * columns + column]) < 1e-12) }
    }
    let again = closeness(
      of: product(basis, upper, rows, columns, columns), to: matrix, relative: 1e-12)
    #expect(again.isClose, "\(again)")
  }

  @Test func symmetricEigenOfAKnownMatrix() throws {
    let found = try LinearAlgebra.symmetricEigen([2, 1, 1, 2], order: 2)
    let values = closeness(of: found.values, to: [1, 3], relative: 1e-14)
    #expect(values.isClose, "\(values)")
    // The vectors stand in columns: (1, -1) and (1, 1), up to their signs.
    #expect(abs(found.vectors[0] + found.vectors[2]) < 1e-14)
    #expect(abs(found.vectors[1] - found.vectors[3]) < 1e-14)
  }

  @Test func symmetricEigenRebuildsTheMatrix() throws {
    let order = 6
    let half = numbers(order * order, seed: 11)
    let matrix = product(half, transposed(half, order, order), order, order, order)
    let eigen = try LinearAlgebra.symmetricEigen(matrix, order: order)
    var scaled = eigen.vectors
    for row in 0..<order {
      for column in 0..<order { scaled[row * order + column] *= eigen.values[column] }
    }
    let rebuilt = product(scaled, transposed(eigen.vectors, order, order), order, order, order)
    let found = closeness(of: rebuilt, to: matrix, relative: 1e-12)
    #expect(found.isClose, "\(found)")
    #expect(eigen.values == eigen.values.sorted())
    #expect(eigen.values.allSatisfy { $0 > -1e-12 })
  }

  @Test func numbersThatAreNotFiniteAreRefused() {
    #expect(throws: Failure.self) {
      try LinearAlgebra.symmetricEigen([.nan, 0, 0, 1], order: 2)
    }
    #expect(throws: Failure.self) {
      try LinearAlgebra.pseudoInverse(of: [.nan, 1], rows: 1, columns: 2)
    }
  }

  @Test func emptyMatricesHaveEmptyResults() throws {
    #expect(try LinearAlgebra.pseudoInverse(of: [], rows: 0, columns: 3).isEmpty)
    #expect(try LinearAlgebra.symmetricEigen([], order: 0).values.isEmpty)
  }

  /// Numbers between -1 and 1 without structure.
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state)) / Double(Int64.max)
    }
  }

  private func product(
    _ left: [Double], _ right: [Double], _ rows: Int, _ inner: Int, _ columns: Int
  ) -> [Double] {
    (0..<(rows * columns)).map { place in
      (0..<inner).reduce(0) {
        $0 + left[place / columns * inner + $1] * right[$1 * columns + place % columns]
      }
    }
  }

  private func transposed(_ matrix: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    (0..<(rows * columns)).map { matrix[$0 % rows * columns + $0 / rows] }
  }
}
