extension ModelKind {
  /// S2I-N: S2I-C without mismatched pairs (Chen et al., 2017).
  public static let s2iN = ModelKind(
    "s2i-n",
    .oneDirection(from: .sound, objective: .classification, usesMismatchedPairs: false))
}
