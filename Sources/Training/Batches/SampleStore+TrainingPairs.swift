import Files
import Models

extension SampleStore: TrainingPairs {
  public func pairs(atMost most: Int) throws -> LabeledPairs {
    let count = min(pairs.count, most)
    let chosen = (0..<count).map { $0 * pairs.count / count }
    tryToLoad(chosen)
    let readable = chosen.filter { failure(of: $0) == nil }
    guard !readable.isEmpty else {
      throw firstFailure ?? Failure(.badInput, nil, "no training pair can be read")
    }
    return LabeledPairs(
      image: images(readable), sound: sounds(readable),
      labels: readable.map { pairs[$0].classIndex })
  }
}
