import Configuration

extension ModelDefinition {
  /// The mirror image of S2I-C: image to sound (Chen et al., 2017).
  static let i2s = ModelDefinition(.i2s, use: .init(discriminated: [.sound])) {
    ConditionalModel($0, .i2s, classes: $1)
  }
}

extension ConditionalModel.Variant {
  fileprivate static let i2s = Self(source: .image, usesMismatchedPairs: true) {
    ClassificationObjective($0, classes: $1)
  }
}
