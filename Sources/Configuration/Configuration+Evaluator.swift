import Layers

extension Configuration {
  /// The recipe of an evaluator for the data and formats of this configuration.
  ///
  /// `configs/evaluator-image.json` and `configs/evaluator-sound.json` are the same for Sub-URMP; a test
  /// holds both equal. The recipe stands here too because evaluators are trained where no files are installed.
  /// The kind is `imageEvaluator` or `soundEvaluator`.
  public func evaluator(_ kind: ModelKind) -> Configuration {
    var copy = self
    // The same judges for all models of one data set; the orchestra's pairs follow from the seed.
    if data.source == .files { copy.seed = 1 }
    copy.model = kind
    copy.networks.width = 8
    copy.networks.depth = 4
    copy.networks.featureSize = 128
    copy.networks.latentSize = 0
    copy.networks.normalization = .batch
    copy.networks.initialization = .orthogonal
    copy.networks.normalizedFeatures = false
    copy.networks.discriminatorImageTower = .convolutions
    copy.networks.imageEncoder = .convolutions
    copy.networks.imageDecoder = DecoderSettings()
    copy.networks.soundDecoder = DecoderSettings()
    copy.losses.classificationWeight = 0
    copy.losses.imageReconstructionFeatureWeight = 0
    copy.losses.imageTranslationFeatureWeight = 0
    copy.losses.imageCodeWeight = 0
    copy.losses.codeClassificationWeight = 0
    copy.losses.soundCodeWeight = 0
    copy.losses.sharedClassification = false
    copy.augmentation = AugmentationSettings()
    copy.augmentation.featureDropout = 0.3
    copy.augmentation.modalityDropout = augmentation.modalityDropout
    copy.augmentation.discriminator.imageShift = 0.06
    copy.augmentation.discriminator.imageContrast = 0.2
    copy.augmentation.discriminator.imageBrightness = 0.2
    copy.augmentation.encoder.soundMixShare = 0.3
    copy.augmentation.encoder.soundNoiseShare = 0.5
    copy.augmentation.encoder.soundBandShift = 4
    copy.training.steps = 600
    copy.training.encoderPretrainingSteps = 0
    copy.training.autoencoderPretrainingSteps = 0
    copy.training.translationPretrainingSteps = 0
    copy.training.autoencoder = TrainingSettings().autoencoder
    copy.training.decoderRate = 1
    copy.training.schedule = .cosine
    copy.training.batchSize = 48
    copy.training.precision = .float32
    copy.training.imageLatentSamples = 1
    copy.training.soundLatentSamples = 1
    copy.training.generator = Adam.Settings(
      learningRate: 2e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8)
    copy.training.averageDecay = 0.99
    copy.data.balanced = true
    copy.data.classPartnerProbability = 0
    copy.data.unpairedShare = data.unpairedSounds.isEmpty || kind == .imageEvaluator ? 0 : 0.4
    copy.data.unpairedImageShare = 0
    if copy.data.unpairedShare > 0 {
      // Sounds from many rooms are more to learn than the clips of pairs alone.
      copy.networks.width = 16
      copy.training.steps = 1_500
      copy.augmentation.encoder.soundTimeShift = 0.5
      copy.augmentation.encoder.soundEqualizerDecibels = 4
    }
    copy.conversion.setTemperature(1)
    copy.conversion.soundPostfilter = 0
    copy.output = OutputSettings()
    copy.output.logEvery = 50
    copy.output.sampleEvery = 1_000_000_000
    copy.output.keepCheckpoints = 1
    return copy
  }
}
