extension ModelKind {
  /// The classifier of an image and a sound, one of which may be missing.
  public static let multimodal = ModelKind("multimodal", .classifier(of: [.image, .sound]))
}
