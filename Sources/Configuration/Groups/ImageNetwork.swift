/// The kind of a network that reads images.
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

  /// How often a step sends images through EfficientNet-Lite0 so that a gradient comes back.
  public var backboneUses: Int {
    guard model.hasFourSubnetworks else { return 0 }
    let uses = [
      hasProjectedTower, losses.imageReconstructionFeatureWeight > 0,
      losses.imageTranslationFeatureWeight > 0,
    ]
    return uses.count { $0 }
  }

  /// Whether training needs the weights of EfficientNet-Lite0, which `make backbone` downloads.
  public var needsBackbone: Bool { backboneUses > 0 }
}
