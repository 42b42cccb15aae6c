import Configuration

extension ModelDefinition {
  /// Sound to image, conditioned on a sound encoder that learns to classify (Chen et al., 2017).
  static let s2iC = ModelDefinition(.s2iC, use: .init(discriminated: [.image])) {
    ConditionalModel($0, .s2iC, classes: $1)
  }
}

extension ConditionalModel.Variant {
  fileprivate static let s2iC = Self(source: .sound, usesMismatchedPairs: true) {
    ClassificationObjective($0, classes: $1)
  }
}
