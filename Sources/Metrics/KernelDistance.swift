/// The kernel distance of two sets (Binkowski et al., "Demystifying MMD GANs", 2018).
///
/// With the features of an Inception network it is the "kernel inception distance", KID.
public enum KernelDistance {
  /// The squared maximum mean discrepancy under a polynomial kernel.
  ///
  /// The kernel of feature vectors x and y is (x^T y / length + 1)^3. The estimate is unbiased, of
  /// all items at once, not of subsets: its mean is 0 for sets of one distribution, whatever their
  /// sizes, and so it may be negative. Each set needs two items.
  public static func between(_ first: [[Double]], _ second: [[Double]]) -> Double {
    let length = Double(FeatureVectors.length(first, second))
    precondition(first.count > 1 && second.count > 1, "a kernel distance needs pairs within a set")
    func kernel(_ x: [Double], _ y: [Double]) -> Double {
      let base = FeatureVectors.product(x, y) / length + 1
      return base * base * base
    }
    /// The mean over pairs of different items of one set.
    func meanWithin(_ set: [[Double]]) -> Double {
      var sum = 0.0
      for i in set.indices {
        for j in 0..<i { sum += kernel(set[i], set[j]) }
      }
      return 2 * sum / Double(set.count * (set.count - 1))
    }
    let across = first.reduce(0.0) { sum, x in sum + second.reduce(0.0) { $0 + kernel(x, $1) } }
    return meanWithin(first) + meanWithin(second)
      - 2 * across / Double(first.count * second.count)
  }
}
