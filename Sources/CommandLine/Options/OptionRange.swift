import ArgumentParser

extension ParsableArguments {
  /// Refuses an option that is out of range; one that is not given is not looked at.
  func check<Value: Comparable>(
    _ option: String, _ value: Value?, _ range: ClosedRange<Value>
  ) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "\(option) \(value) is out of range (\(range.lowerBound) to \(range.upperBound)).")
  }
}
