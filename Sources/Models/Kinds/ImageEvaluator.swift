import Configuration

extension ModelDefinition {
  /// The classifier of images by which results are evaluated.
  static let imageEvaluator = ModelDefinition(.imageEvaluator) {
    ClassifierModel($0, of: .image, classes: $1)
  } emptyNetworks: {
    Classifier(emptyFor: $0, of: .image, classes: $1)
  }
}
