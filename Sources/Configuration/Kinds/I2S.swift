extension ModelKind {
  /// I2S: the mirror image of S2I-C, image to sound (Chen et al., 2017).
  public static let i2s = ModelKind(
    "i2s",
    .oneDirection(from: .image, objective: .classification, usesMismatchedPairs: true))
}
