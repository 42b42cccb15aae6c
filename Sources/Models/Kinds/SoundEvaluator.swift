import Configuration

extension ModelDefinition {
  /// The classifier of sounds by which results are evaluated.
  static let soundEvaluator = ModelDefinition(.soundEvaluator) {
    ClassifierModel($0, of: .sound, classes: $1)
  } emptyNetworks: {
    Classifier(emptyFor: $0, of: .sound, classes: $1)
  }
}
