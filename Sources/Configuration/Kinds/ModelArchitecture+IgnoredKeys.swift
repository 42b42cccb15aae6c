extension ModelKind {
  /// The keys and groups of a configuration that have no effect on models of this kind.
  ///
  /// A group stands for all keys below it. Training warns of ignored keys that a file sets.
  public var ignoredKeys: [String] { architecture.ignoredKeys }

  /// Whether a key of a configuration has no effect on models of this kind.
  public func ignores(_ path: String) -> Bool {
    ignoredKeys.contains { path == $0 || path.hasPrefix("\($0).") }
  }
}

extension ModelArchitecture {
  /// The keys and groups that no model of this architecture reads.
  fileprivate var ignoredKeys: [String] {
    switch self {
    case .fourSubnetworks(isAdversarial: true): return ["augmentation.modalityDropout"]
    case .fourSubnetworks(isAdversarial: false):
      return Self.discriminatorKeys + Self.adversarialKeys + Self.discriminatorSoundKeys
        + ["training.encoder", "augmentation.modalityDropout"]
    case .oneDirection(let source, let objective, _):
      let ofDirection = source == .sound ? Self.soundToImageKeys : Self.imageToSoundKeys
      return Self.adversarialKeys + Self.oneDirectionKeys + ofDirection
        + (objective == .reconstruction ? Self.reconstructingKeys : Self.classifyingKeys(source))
    case .classifier(let modalities):
      return Self.classifierKeys
        + (modalities.count == 1 ? Self.imageEncoderKeys + ["augmentation.modalityDropout"] : [])
    case .linear: return Self.linearKeys
    }
  }

  /// What only a discriminator reads.
  private static let discriminatorKeys = [
    "networks.discriminatorWidth", "networks.discriminatorFeatures",
    "networks.discriminatorNormalization", "networks.spectralNorm", "losses.adversarial",
    "losses.adversarialWeight", "training.discriminator",
    "networks.discriminatorImageTower", "augmentation.discriminator.imageCutout",
  ]

  /// Changes of sounds before a discriminator that has none.
  private static let discriminatorSoundKeys = [
    "augmentation.discriminator.soundTimeShift", "augmentation.discriminator.soundLevel",
    "augmentation.discriminator.soundBandShift",
  ]

  /// What only the joint training of all four subnetworks with a discriminator reads.
  private static let adversarialKeys = [
    "losses.pairs", "losses.correspondence", "losses.imageConsistencyWeight",
    "losses.soundConsistencyWeight", "losses.featureMatchingWeight",
    "losses.classificationWeight", "losses.codeClassificationWeight",
    "losses.sharedClassification", "training.generatorUpdates", "training.soundsPerPair",
  ]

  /// What all models of one direction ignore: classification and reconstruction have weight 1 there.
  private static let oneDirectionKeys = [
    "losses.imageReconstructionWeight", "losses.soundReconstructionWeight",
    "losses.imageReconstructionFeatureWeight", "losses.imageTranslationFeatureWeight",
    "losses.imageCodeWeight", "losses.soundCodeWeight", "training.autoencoder",
    "networks.discriminatorImageTower",
    "training.autoencoderPretrainingSteps", "training.translationPretrainingSteps",
    "augmentation.codeNoise", "augmentation.modalityDropout",
  ]

  /// What models from sound to image ignore.
  private static let soundToImageKeys =
    discriminatorSoundKeys + [
      "losses.soundTranslationWeight", "training.soundLatentSamples",
      "augmentation.encoder.imagesLikeDiscriminator", "conversion.imageToSound",
    ] + imageEncoderKeys

  /// What only the image encoder of a generating model or of the multimodal classifier reads.
  private static let imageEncoderKeys = [
    "networks.imageEncoder", "networks.imageEncoderSide", "data.unpairedImageShare",
    "augmentation.unpairedImages",
  ]

  /// What models from image to sound ignore.
  private static let imageToSoundKeys = [
    "losses.imageTranslationWeight", "training.imageLatentSamples",
    "augmentation.discriminator.imageCutout", "augmentation.featureDropout",
    "augmentation.encoder.soundEqualizerDecibels",
    "augmentation.encoder.soundMixShare", "augmentation.encoder.soundNoiseShare",
    "augmentation.encoder.soundQuietestNoiseDecibels",
    "augmentation.encoder.soundLoudestNoiseDecibels", "augmentation.encoder.soundBandShift",
    "augmentation.encoder.soundTimeShift", "augmentation.encoder.soundMask",
    "data.unpairedShare", "conversion.soundToImage",
  ]

  /// What one direction ignores whose encoder reconstructs: it learns no labels.
  private static let reconstructingKeys = ["training.encoder"]

  /// What one direction ignores whose encoder classifies: its source modality is not generated.
  private static func classifyingKeys(_ source: Modality) -> [String] {
    switch source {
    case .sound:
      ["conversion.soundTemperature", "conversion.soundPostfilter", "networks.soundDecoder"]
    case .image: ["conversion.imageTemperature", "networks.imageDecoder"]
    }
  }

  /// What a fit in closed form ignores: all that shapes networks, steps and batches.
  private static let linearKeys =
    [
      "networks.width", "networks.depth", "networks.featureSize", "networks.upsampling",
      "networks.normalization", "networks.attention", "networks.residualBlocks",
      "networks.pooledSounds", "networks.normalizedFeatures", "networks.initialization",
      "networks.discriminatorWidth", "networks.discriminatorFeatures",
      "networks.discriminatorNormalization", "networks.discriminatorImageTower",
      "networks.spectralNorm", "networks.imageDecoder", "networks.soundDecoder", "losses",
      "networks.imageEncoder", "networks.imageEncoderSide", "augmentation",
      "data.balanced", "data.classPartnerProbability", "data.unpairedShare",
      "data.unpairedImageShare",
    ]
    + [
      "encoderPretrainingSteps", "schedule", "precision", "synchronizedNormalization",
      "imageLatentSamples", "soundLatentSamples", "soundsPerPair", "generatorUpdates", "generator",
      "discriminator", "encoder", "averageDecay", "autoencoder", "autoencoderPretrainingSteps",
      "translationPretrainingSteps",
      "decoderRate",
    ].map { "training.\($0)" }

  /// What classifiers ignore.
  private static let classifierKeys = [
    "networks.upsampling", "networks.discriminatorWidth", "networks.discriminatorFeatures",
    "networks.discriminatorNormalization", "networks.discriminatorImageTower",
    "networks.spectralNorm", "networks.attention", "networks.residualBlocks",
    "networks.pooledSounds", "networks.normalizedFeatures",
    "networks.imageDecoder", "networks.soundDecoder", "losses", "training.decoderRate",
    "training.autoencoder", "training.autoencoderPretrainingSteps",
    "training.translationPretrainingSteps", "augmentation.codeNoise",
    "training.encoder", "training.discriminator", "training.generatorUpdates",
    "training.imageLatentSamples", "training.soundLatentSamples", "training.soundsPerPair",
    "augmentation.encoder.imagesLikeDiscriminator", "conversion",
  ]
}
