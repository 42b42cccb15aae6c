extension ModelKind {
  /// S2I-C: sound to image, conditioned on a sound encoder that learns to classify (Chen et al., 2017).
  public static let s2iC = ModelKind(
    "s2i-c",
    .oneDirection(from: .sound, objective: .classification, usesMismatchedPairs: true))
}
