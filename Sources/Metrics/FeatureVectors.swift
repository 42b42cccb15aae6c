/// Arithmetic of feature vectors, one row an item.
///
/// Sums run in eight parts whose order is fixed, so that the same numbers give the same bits.
package enum FeatureVectors {
  /// The common length of all rows, of which there must be one at least.
  package static func length(_ rows: [[Double]]) -> Int {
    precondition(!rows.isEmpty, "a set of feature vectors must not be empty")
    let length = rows[0].count
    precondition(rows.allSatisfy { $0.count == length }, "feature vectors differ in length")
    return length
  }

  /// The common length of the rows of two sets.
  package static func length(_ first: [[Double]], _ second: [[Double]]) -> Int {
    let length = length(first)
    precondition(self.length(second) == length, "feature vectors of two sets differ in length")
    return length
  }

  /// The scalar product of two vectors of one length.
  package static func product(_ first: [Double], _ second: [Double]) -> Double {
    sum(first, second) {
      $0 * $1
    } rest: {
      $0 * $1
    }
  }

  /// The Euclidean distance of two vectors of one length.
  package static func distance(_ first: [Double], _ second: [Double]) -> Double {
    sum(first, second) {
      ($0 - $1) * ($0 - $1)
    } rest: {
      ($0 - $1) * ($0 - $1)
    }.squareRoot()
  }

  /// The mean of each feature.
  package static func mean(_ rows: [[Double]]) -> [Double] {
    var sums = [Double](repeating: 0, count: length(rows))
    for row in rows {
      for i in sums.indices { sums[i] += row[i] }
    }
    return sums.map { $0 / Double(rows.count) }
  }

  /// Rows less a vector.
  package static func centered(_ rows: [[Double]], on center: [Double]) -> [[Double]] {
    rows.map { row in zip(row, center).map { $0 - $1 } }
  }

  /// The sample covariance of the features, divided by one less than the rows: [length, length].
  package static func covariance(_ rows: [[Double]]) -> [Double] {
    precondition(rows.count > 1, "the covariance of one item is not defined")
    let columns = columns(centered(rows, on: mean(rows)))
    let count = columns.count
    var matrix = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in i..<count {
        let value = product(columns[i], columns[j]) / Double(rows.count - 1)
        matrix[i * count + j] = value
        matrix[j * count + i] = value
      }
    }
    return matrix
  }

  private static func columns(_ rows: [[Double]]) -> [[Double]] {
    rows[0].indices.map { i in rows.map { $0[i] } }
  }

  @inline(__always)
  private static func sum(
    _ first: [Double], _ second: [Double],
    _ term: (SIMD8<Double>, SIMD8<Double>) -> SIMD8<Double>, rest: (Double, Double) -> Double
  ) -> Double {
    precondition(first.count == second.count, "vectors differ in length")
    let whole = first.count / 8 * 8
    return first.withUnsafeBytes { first in
      second.withUnsafeBytes { second in
        var sums = SIMD8<Double>.zero
        for byte in stride(from: 0, to: 8 * whole, by: 64) {
          sums += term(
            first.loadUnaligned(fromByteOffset: byte, as: SIMD8<Double>.self),
            second.loadUnaligned(fromByteOffset: byte, as: SIMD8<Double>.self))
        }
        var total = sums.sum()
        for byte in stride(from: 8 * whole, to: first.count, by: 8) {
          total += rest(
            first.loadUnaligned(fromByteOffset: byte, as: Double.self),
            second.loadUnaligned(fromByteOffset: byte, as: Double.self))
        }
        return total
      }
    }
  }
}
