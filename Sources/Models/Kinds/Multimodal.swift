import Configuration

extension ModelDefinition {
  /// The classifier of an image and a sound, one of which may be missing.
  static let multimodal = ModelDefinition(.multimodal) {
    MultimodalModel($0, classes: $1)
  } emptyNetworks: {
    MultimodalClassifier(emptyFor: $0, classes: $1)
  }
}
