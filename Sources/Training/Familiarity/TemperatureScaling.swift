import Glibc

/// The temperature that makes the probabilities of a classifier as sure as it is right (Guo et al., 2017).
///
/// Scores are divided by it before the softmax. Above 1 the classifier was too sure.
public enum TemperatureScaling {
  /// The temperatures that are searched.
  public static let range = 1e-3...1e3

  /// The temperature with the least cross-entropy on items that the classifier was not trained on.
  ///
  /// The true class of n items counts as (n + 1) / (n + 2), as in Platt (1999): items that are all
  /// classified correctly would ask for a temperature of 0. In 1 / temperature the cross-entropy is convex,
  /// so its minimum is where its slope changes sign.
  ///
  /// - Parameters:
  ///   - scores: the scores of each item before the softmax, one for each class.
  ///   - labels: the true class of each item.
  /// - Returns: a temperature in `range`; 1 without items.
  public static func temperature(scores: [[Double]], labels: [Int]) -> Double {
    precondition(scores.count == labels.count, "a label for each item")
    guard let classes = scores.first?.count, classes > 1 else { return 1 }
    let right = Double(scores.count + 1) / Double(scores.count + 2)
    let wrong = (1 - right) / Double(classes - 1)
    /// The slope of the cross-entropy with respect to 1 / temperature.
    func slope(_ inverse: Double) -> Double {
      zip(scores, labels).reduce(0) { sum, item in
        let expected = zip(probabilities(item.0, inverse: inverse), item.0)
          .reduce(0) { $0 + $1.0 * $1.1 }
        let target = item.0.reduce(0, +) * wrong + item.0[item.1] * (right - wrong)
        return sum + expected - target
      }
    }
    var (low, high) = (log(1 / range.upperBound), log(1 / range.lowerBound))
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if slope(exp(middle)) < 0 { low = middle } else { high = middle }
    }
    return exp(-(low + high) / 2)
  }

  /// The softmax of scores at a temperature.
  public static func probabilities(_ scores: [Double], temperature: Double) -> [Double] {
    probabilities(scores, inverse: 1 / temperature)
  }

  private static func probabilities(_ scores: [Double], inverse: Double) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { exp(($0 - largest) * inverse) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }
}
