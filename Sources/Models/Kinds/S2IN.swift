import Configuration

extension ModelDefinition {
  /// S2I-C without mismatched pairs (Chen et al., 2017).
  static let s2iN = ModelDefinition(.s2iN, use: .init(discriminated: [.image])) {
    ConditionalModel($0, .s2iN, classes: $1)
  }
}

extension ConditionalModel.Variant {
  fileprivate static let s2iN = Self(source: .sound, usesMismatchedPairs: false) {
    ClassificationObjective($0, classes: $1)
  }
}
