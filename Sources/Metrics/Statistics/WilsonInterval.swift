/// The score interval of a proportion (Wilson, 1927).
package enum WilsonInterval {
  /// The 0.975 quantile of the normal distribution.
  private static let z = 1.959_963_984_540_054

  /// The interval of 95 % of a share in 0...1 that was found in a number of independent trials.
  ///
  /// With n trials and share p it is
  /// (p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n). `trials` need not be whole.
  package static func of(_ share: Double, trials n: Double) -> ClosedRange<Double> {
    let center = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, center - half)...min(1, center + half)
  }
}
