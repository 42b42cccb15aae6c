import Glibc

/// A test whether one of two systems is right more often on the same items (McNemar, 1947).
///
/// Only items that one gets right and the other wrong count.
public struct McNemar: Sendable, Equatable {
  /// Items that only the first system gets right.
  public let onlyFirst: Int
  /// Items that only the second system gets right.
  public let onlySecond: Int

  /// Compares by counts of the items on which the two differ.
  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0, "\(onlyFirst) and \(onlySecond) items")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// Compares results on the same items, in the same order.
  ///
  /// True stands for a right one; both lists have one length.
  public init(first: [Bool], second: [Bool]) {
    precondition(
      first.count == second.count, "results on \(first.count) and \(second.count) items")
    let pairs = zip(first, second)
    self.init(onlyFirst: pairs.count { $0 && !$1 }, onlySecond: pairs.count { $1 && !$0 })
  }

  /// The probability of a difference at least as large, either way, if both are right equally
  /// often.
  ///
  /// Exact: twice a tail of the binomial distribution of one half, at most 1. Items are taken to be
  /// independent; latent samples of one pair are not, and count as one item.
  public var pValue: Double {
    let count = onlyFirst + onlySecond
    let smaller = min(onlyFirst, onlySecond)
    // The largest term of the tail by its logarithm, since 2^-count may be too small for a number.
    var logarithm = -Double(count) * log(2)
    for i in 0..<smaller { logarithm += log(Double(count - i) / Double(i + 1)) }
    // Term k - 1 is term k times k / (count - k + 1).
    var (term, sum) = (1.0, 0.0)
    for k in (0...smaller).reversed() {
      sum += term
      term *= Double(k) / Double(count - k + 1)
    }
    return min(1, 2 * exp(logarithm) * sum)
  }
}
