import Configuration

extension ModelDefinition {
  /// S2I-C with a sound encoder that learns to reconstruct (Chen et al., 2017).
  static let s2iA = ModelDefinition(.s2iA, use: .init(discriminated: [.image])) {
    ConditionalModel($0, .s2iA, classes: $1)
  }
}

extension ConditionalModel.Variant {
  fileprivate static let s2iA = Self(source: .sound, usesMismatchedPairs: true) {
    configuration, _ in ReconstructionObjective(configuration, of: .sound)
  }
}
