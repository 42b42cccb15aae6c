extension ModelKind {
  /// The classifier of images by which generated images are evaluated.
  public static let imageEvaluator = ModelKind("evaluator-image", .classifier(of: [.image]))
}
