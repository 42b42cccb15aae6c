/// Centres and scales feature vectors by a reference set.
///
/// Of the reference set itself, the mean becomes zero and the mean squared length the dimension. Two
/// sets of features then compare on one scale, whatever network they are from.
package struct FeatureScaling {
  private let center: [Double]
  private let factor: Double

  /// Measures the reference set; its vectors have one length.
  package init(_ reference: [[Double]]) {
    let center = (reference.first ?? []).indices.map { i in mean(of: reference.map { $0[i] }) }
    let square = mean(
      of: reference.map { item in
        mean(of: zip(item, center).map { ($0 - $1) * ($0 - $1) })
      })
    self.center = center
    factor = square > 0 ? 1 / square.squareRoot() : 1
  }

  /// The scaled vectors.
  package func callAsFunction(_ vectors: [[Double]]) -> [[Double]] {
    vectors.map { zip($0, center).map { ($0 - $1) * factor } }
  }
}

/// The mean of numbers; 0 where there are none.
package func mean(of numbers: [Double]) -> Double {
  numbers.reduce(0, +) / Double(max(1, numbers.count))
}
