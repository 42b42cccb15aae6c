import Configuration

extension ModelDefinition {
  /// Stage one of CMCGAN with L1 alone.
  static let autoencoder = ModelDefinition(.autoencoder) { configuration, _ in
    AutoencoderModel(configuration)
  }
}
