/// The number below which a share of a sample lies, interpolated between neighbours.
///
/// Of sorted x[0..<n] it is x at the place share * (n - 1), linear between whole places: type 7 of
/// Hyndman and Fan, 1996. The share is in 0...1, the sample not empty and free of NaN.
public func quantile(_ share: Double, of numbers: [Double]) -> Double {
  precondition((0...1).contains(share), "there is no quantile \(share)")
  precondition(!numbers.isEmpty && !numbers.contains { $0.isNaN }, "a quantile needs numbers")
  let sorted = numbers.sorted()
  let place = share * Double(sorted.count - 1)
  let below = Int(place)
  guard below + 1 < sorted.count else { return sorted[below] }
  let weight = place - Double(below)
  // Infinite neighbours must not give NaN.
  guard weight > 0, sorted[below] < sorted[below + 1] else { return sorted[below] }
  return sorted[below] + weight * (sorted[below + 1] - sorted[below])
}

/// The median of a sample, the mean of the middle two where the count is even.
public func median(of numbers: [Double]) -> Double { quantile(0.5, of: numbers) }
