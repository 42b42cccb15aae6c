import Configuration

extension ModelDefinition {
  /// The model of Hao et al. (AAAI 2018).
  ///
  /// A step encodes each input once in stage one, and the two results in each modality in stage two. It
  /// decodes two feature vectors of each modality in each stage.
  static let cmcgan = ModelDefinition(
    .cmcgan, use: .init(encoderUses: 3, decoderUses: 4, discriminated: [.image, .sound])
  ) {
    CMCGANModel($0, classes: $1)
  }
}
