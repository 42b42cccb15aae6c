import Configuration

extension ModelDefinition {
  /// Stage one of CMCGAN with L1 alone.
  static let autoencoder = ModelDefinition(
    .autoencoder, use: .init(decoderUses: 2)
  ) { configuration, _ in
    AutoencoderModel(configuration)
  }
}
