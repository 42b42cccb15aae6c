extension ModelKind {
  /// S2I-A: S2I-C with a sound encoder that learns to reconstruct (Chen et al., 2017).
  public static let s2iA = ModelKind(
    "s2i-a",
    .oneDirection(from: .sound, objective: .reconstruction, usesMismatchedPairs: true))
}
