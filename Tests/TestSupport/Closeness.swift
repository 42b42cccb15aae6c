import TensorCore

/// Whether numbers agree with those expected, and where they differ most.
///
/// Made by `closeness(of:to:)` and checked as `#expect(found.isClose, found.comment)`.
public struct Closeness: Sendable, CustomStringConvertible {
  /// Whether every element lies within the tolerance, and the counts agree.
  public let isClose: Bool
  /// The largest absolute difference.
  public let worstDifference: Double
  /// What to say when it is not: the worst place, both values, and the difference.
  public let description: String
}

/// Compares numbers: each may differ by `absolute + relative * |expected|`.
///
/// `absolute` defaults to `relative` times the largest expected magnitude, so that values near zero
/// are held to the scale of the whole. Numbers that are not finite are close to nothing.
public func closeness<Number: BinaryFloatingPoint>(
  of found: [Number], to expected: [Number], relative: Double = 1e-5, absolute: Double? = nil
) -> Closeness {
  guard found.count == expected.count else {
    return Closeness(
      isClose: false, worstDifference: .infinity,
      description: "\(found.count) elements, \(expected.count) expected")
  }
  let scale = expected.reduce(0) { max($0, abs(Double($1))) }
  let slack = absolute ?? relative * scale
  var worst = (excess: -Double.infinity, place: 0)
  var worstDifference = 0.0
  for (place, (value, target)) in zip(found, expected).enumerated() {
    let difference = abs(Double(value) - Double(target))
    let excess =
      difference.isFinite
      ? difference - slack - relative * abs(Double(target)) : .infinity
    if excess > worst.excess { worst = (excess, place) }
    worstDifference = max(worstDifference, difference.isFinite ? difference : .infinity)
  }
  let text =
    found.isEmpty
    ? "nothing to compare"
    : "element \(worst.place) of \(found.count): \(found[worst.place]), "
      + "\(expected[worst.place]) expected (largest difference \(worstDifference), "
      + "largest expected \(scale))"
  return Closeness(isClose: worst.excess <= 0, worstDifference: worstDifference, description: text)
}

/// Compares tensors: shapes must be equal, elements close.
public func closeness(
  of found: Tensor, to expected: Tensor, relative: Double = 1e-5, absolute: Double? = nil
) -> Closeness {
  guard found.shape == expected.shape else {
    return Closeness(
      isClose: false, worstDifference: .infinity,
      description: "shape \(found.shape), \(expected.shape) expected")
  }
  return closeness(
    of: found.elements, to: expected.elements, relative: relative, absolute: absolute)
}
