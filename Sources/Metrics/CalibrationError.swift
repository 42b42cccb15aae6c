/// How far the probabilities of a classifier are from how often it is right.
public enum CalibrationError {
  /// The usual number of bins.
  public static let usualBins = 15

  /// The expected calibration error (Naeini et al., 2015; Guo et al., 2017), 0 to 1.
  ///
  /// Items fall into bins of equal width by the probability of their most probable class. The error is the
  /// mean over items of the difference between mean probability and accuracy in their bin. With few items
  /// it is above 0 for a perfect classifier too.
  ///
  /// - Parameters:
  ///   - confidences: the probability of the predicted class of each item.
  ///   - isRight: whether that class is the true one.
  ///   - bins: how many bins there are; a number between two bins belongs to the lower one.
  /// - Returns: the error; 0 without items.
  public static func expected(
    confidences: [Double], isRight: [Bool], bins: Int = usualBins
  ) -> Double {
    precondition(confidences.count == isRight.count && bins > 0, "a verdict for each item")
    var excess = [Double](repeating: 0, count: bins)
    for (confidence, isRight) in zip(confidences, isRight) {
      precondition((0...1).contains(confidence), "\(confidence) is no probability")
      let bin = max(0, Int((confidence * Double(bins)).rounded(.up)) - 1)
      excess[bin] += confidence - (isRight ? 1 : 0)
    }
    return excess.reduce(0) { $0 + abs($1) } / Double(max(1, confidences.count))
  }
}
