import ArgumentParser

extension ParsableArguments {
  /// Throws where an option is out of range; nil, an option that is not given, is in range.
  func check<Value: Comparable>(
    _ option: String, _ value: Value?, _ range: ClosedRange<Value>
  ) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "\(option) \(value) is out of range (\(range.lowerBound) to \(range.upperBound)).")
  }
}
