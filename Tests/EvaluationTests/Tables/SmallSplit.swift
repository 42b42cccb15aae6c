import Configuration
import Evaluation
import Files
import Testing

/// A made-up split of two classes, small enough to work tables out by hand.
enum SmallSplit {
  static let toImage = Translation(to: .image, route: .direct)
  static let toSound = Translation(to: .sound, route: .direct)

  /// Pairs of two classes, four by default.
  ///
  /// Each class is a group. Sounds have the feature 0.
  static func split(
    labels: [Int] = [0, 0, 1, 1], images: EvaluatedItems = EvaluatedItems(.image),
    sounds: EvaluatedItems? = nil,
    trainingImages: EvaluatedItems = EvaluatedItems(.image)
  ) -> EvaluatedSplit {
    EvaluatedSplit(
      classes: ["oboe", "tuba"], labels: labels, groups: labels, realImages: images,
      realSounds: sounds ?? EvaluatedItems(.sound, features: labels.map { _ in [0] }),
      trainingImages: trainingImages, trainingSounds: EvaluatedItems(.sound),
      trainingLabels: labels, translations: [toImage, toSound])
  }

  /// Images with features and thumbnails, which are the same unless both are given.
  static func images(
    _ features: [[Double]] = [], thumbnails: [[Double]] = []
  ) -> EvaluatedItems {
    EvaluatedItems(
      .image, features: features.isEmpty ? thumbnails : features,
      thumbnails: thumbnails.isEmpty ? features : thumbnails)
  }
}

extension JSONValue {
  /// Whether a number is this one, up to rounding.
  func isNear(_ expected: Double) -> Bool { abs((number ?? .nan) - expected) < 1e-9 }
}

/// Expects numbers of a row, up to rounding.
func expect(
  _ row: JSONValue?, _ numbers: [String: Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (key, expected) in numbers {
    let found = row?[key] ?? .null
    #expect(
      found.isNear(expected), "\(key): \(found.encoded()), not \(expected)",
      sourceLocation: sourceLocation)
  }
}
