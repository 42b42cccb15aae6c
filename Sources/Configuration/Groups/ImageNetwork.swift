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

  /// Whether images are encoded by the features of EfficientNet-Lite0.
  public var hasBackboneEncoder: Bool {
    // Evaluators stay independent of what models are made of.
    let encodesImages = model.parts.contains(.imageEncoder) || model.classified.count == 2
    return networks.imageEncoder == .efficientNetLite0 && encodesImages
      && model.architecture != .linear
  }

  /// The size of images as the image encoder sees them.
  ///
  /// An encoder of EfficientNet-Lite0 scales images to it; for any other it is that of `image`. Even sides, as
  /// the network needs them.
  public var encodedImage: ImageFormat {
    guard hasBackboneEncoder else { return image }
    let longer = max(image.height, image.width)
    var format = ImageFormat()
    (format.height, format.width) = (even(image.height), even(image.width))
    return format

    func even(_ side: Int) -> Int {
      let scaled = Double(side * networks.imageEncoderSide) / Double(longer)
      return max(32, 2 * Int((scaled / 2).rounded()))
    }
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
  public var needsBackbone: Bool { backboneUses > 0 || hasBackboneEncoder }
}
