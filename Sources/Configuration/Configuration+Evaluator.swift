import Layers

extension Configuration {
  /// The recipe of an evaluator for the data and formats of this configuration.
  ///
  /// `configs/evaluator-image.json` and `configs/evaluator-sound.json` are the same for Sub-URMP.
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
    copy.networks.dropout = 0.3
    copy.networks.normalizedFeatures = false
    copy.losses.classificationWeight = 0
    copy.losses.sharedClassification = false
    copy.losses.augmentation = AugmentationSettings(
      encodedImages: false, imageShift: 0.06, imageContrast: 0.2, imageBrightness: 0.2,
      soundShift: 0, soundLevel: 0, soundBandShift: 0)
    copy.training.steps = 600
    copy.training.encoderPretrainingSteps = 0
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
    copy.data.mirrored = false
    copy.data.unpairedShare = data.unpairedSounds.isEmpty || kind == .imageEvaluator ? 0 : 0.33
    copy.data.soundAugmentation = SoundAugmentationSettings(
      equalizerDecibels: 0, mixShare: 0.3, noiseShare: 0.5, quietestNoiseDecibels: -50,
      loudestNoiseDecibels: -32, bandShift: 4, timeShift: 0, mask: 0)
    copy.conversion.setTemperature(1)
    copy.conversion.soundPostfilter = 0
    copy.output = OutputSettings(
      logEvery: 50, sampleEvery: 1_000_000_000, checkpointEvery: 500, keepCheckpoints: 1,
      keepEvery: 0)
    return copy
  }
}
