extension Configuration {
  /// The recipe of an evaluator for the data and formats of this configuration.
  ///
  /// `configs/evaluator-image.json` and `configs/evaluator-sound.json` are the same for Sub-URMP.
  public func evaluator(_ kind: ModelKind) -> Configuration {
    var copy = self
    copy.model = kind
    copy.networks.width = kind == .imageEvaluator ? 8 : 16
    copy.networks.depth = 4
    copy.networks.featureSize = 64
    copy.networks.latentSize = 0
    copy.networks.normalization = .batch
    copy.networks.initialization = .normal
    copy.networks.dropout = 0.3
    copy.losses.augmentation = AugmentationSettings(
      imageShift: 0.06, imageContrast: 0.2, imageBrightness: 0.2, soundShift: 0, soundLevel: 0)
    copy.training.steps = kind == .imageEvaluator ? 300 : 1_500
    copy.training.batchSize = min(32, copy.training.batchSize)
    copy.training.latentDraws = 1
    copy.training.generator.learningRate = 1e-3
    copy.training.generator.beta1 = 0.9
    copy.training.averageDecay = 0.99
    copy.data.balanced = true
    copy.data.repairing = 0
    copy.data.mirrored = false
    copy.data.unpairedShare = 0
    copy.data.soundAugmentation = SoundAugmentationSettings(
      equalizerDecibels: 0, noiseDecibels: 30, bandShift: 2, timeShift: 0, mask: 0)
    copy.output = OutputSettings(
      logEvery: 50, sampleEvery: 1_000_000_000, checkpointEvery: 500, keepCheckpoints: 1,
      keepEvery: 0)
    return copy
  }
}
