extension ModelKind {
  /// The keys and groups of a configuration that have no effect on models of this kind.
  ///
  /// A group stands for all keys below it. Training names the ones that somebody sets all the same.
  public var ignoredKeys: [String] {
    switch self {
    case .cmcgan: ["augmentation.modalityDropout"]
    case .autoencoder:
      Self.discriminatorKeys + Self.fourSubnetworkKeys + [
        "training.encoder", "augmentation.modalityDropout",
      ] + Self.discriminatorSoundKeys
    case .s2iC, .s2iN:
      Self.oneDirectionKeys + Self.discriminatorSoundKeys + [
        "losses.soundTranslationWeight", "training.soundLatentSamples",
        "augmentation.encoder.imagesLikeDiscriminator", "conversion.imageToSound",
        "conversion.soundTemperature", "conversion.soundPostfilter",
      ]
    case .s2iA:
      Self.oneDirectionKeys + Self.discriminatorSoundKeys + [
        "losses.soundTranslationWeight", "training.encoder", "training.soundLatentSamples",
        "augmentation.encoder.imagesLikeDiscriminator", "conversion.imageToSound",
      ]
    case .i2s:
      Self.oneDirectionKeys + [
        "losses.imageTranslationWeight", "training.imageLatentSamples",
        "augmentation.featureDropout", "augmentation.encoder.soundEqualizerDecibels",
        "augmentation.encoder.soundMixShare", "augmentation.encoder.soundNoiseShare",
        "augmentation.encoder.soundQuietestNoiseDecibels",
        "augmentation.encoder.soundLoudestNoiseDecibels", "augmentation.encoder.soundBandShift",
        "augmentation.encoder.soundTimeShift", "augmentation.encoder.soundMask",
        "data.unpairedShare", "conversion.soundToImage", "conversion.imageTemperature",
      ]
    case .imageEvaluator: Self.classifierKeys + ["augmentation.modalityDropout"]
    case .soundEvaluator: Self.classifierKeys + ["augmentation.modalityDropout"]
    case .multimodal: Self.classifierKeys
    }
  }

  /// Whether a key of a configuration has no effect on models of this kind.
  public func ignores(_ path: String) -> Bool {
    ignoredKeys.contains { path == $0 || path.hasPrefix("\($0).") }
  }

  /// What only a discriminator reads.
  private static let discriminatorKeys = [
    "networks.discriminatorWidth", "networks.discriminatorFeatures",
    "networks.discriminatorNormalization", "networks.spectralNorm", "losses.adversarial",
    "losses.adversarialWeight", "training.discriminator",
  ]

  /// Changes of sounds before a discriminator that has none.
  private static let discriminatorSoundKeys = [
    "augmentation.discriminator.soundTimeShift", "augmentation.discriminator.soundLevel",
    "augmentation.discriminator.soundBandShift",
  ]

  /// What only the joint training of all four subnetworks with a discriminator reads.
  private static let fourSubnetworkKeys = [
    "losses.pairs", "losses.correspondence", "losses.imageConsistencyWeight",
    "losses.soundConsistencyWeight", "losses.featureMatchingWeight",
    "losses.classificationWeight", "losses.sharedClassification", "training.generatorUpdates",
  ]

  /// What the baselines of one direction ignore: classification and reconstruction have weight 1 there.
  private static let oneDirectionKeys =
    fourSubnetworkKeys + [
      "losses.imageReconstructionWeight", "losses.soundReconstructionWeight",
      "augmentation.modalityDropout",
    ]

  /// What classifiers ignore.
  private static let classifierKeys = [
    "networks.upsampling", "networks.discriminatorWidth", "networks.discriminatorFeatures",
    "networks.discriminatorNormalization", "networks.spectralNorm", "networks.attention",
    "networks.residualBlocks", "networks.pooledSounds", "networks.normalizedFeatures", "losses",
    "training.encoder", "training.discriminator", "training.generatorUpdates",
    "training.imageLatentSamples", "training.soundLatentSamples",
    "augmentation.encoder.imagesLikeDiscriminator", "conversion",
  ]
}
