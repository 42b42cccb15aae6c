/// What a network that reads images is made of.
public enum ImageNetwork: String, Codable, Sendable, CaseIterable {
  /// Convolutions of stride 2 that learn from the first step.
  case convolutions
  /// The features of EfficientNet-Lite0, trained on ImageNet and frozen, with small layers that learn on
  /// them.
  case efficientNetLite0 = "efficientnet-lite0"
}

extension Configuration {
  /// Whether a pair discriminator reads images by the features of EfficientNet-Lite0.
  public var hasProjectedTower: Bool {
    model.architecture == .fourSubnetworks(isAdversarial: true)
      && networks.discriminatorImageTower == .efficientNetLite0
  }

  /// Whether training needs the weights of EfficientNet-Lite0, which `make backbone` brings.
  public var needsBackbone: Bool {
    guard model.hasFourSubnetworks else { return false }
    return hasProjectedTower || losses.imageReconstructionFeatureWeight > 0
      || losses.imageTranslationFeatureWeight > 0
  }
}
