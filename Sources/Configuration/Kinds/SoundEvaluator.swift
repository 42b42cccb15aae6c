extension ModelKind {
  /// The classifier of sounds by which generated sounds are evaluated.
  public static let soundEvaluator = ModelKind("evaluator-sound", .classifier(of: [.sound]))
}
