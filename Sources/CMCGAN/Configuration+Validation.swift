import Autograd
import Files

extension Configuration {
  /// Checks the range of every number, and what several of them must fulfil together.
  ///
  /// - Parameter subject: the file, for the message.
  /// - Throws: `Failure` of kind `badConfiguration` that names the first key out of range.
  public func validate(subject: String) throws {
    func check<V: Comparable>(_ path: String, _ value: V, _ range: ClosedRange<V>) throws {
      guard range.contains(value) else {
        throw Failure(
          .badConfiguration, "\(subject): \(path)",
          "\(value) is out of range (\(range.lowerBound) to \(range.upperBound))")
      }
    }
    func fail(_ path: String, _ problem: String) -> Failure {
      Failure(.badConfiguration, "\(subject): \(path)", problem)
    }

    try check("seed", seed, 0...Int.max)
    try check("image.height", image.height, 8...512)
    try check("image.width", image.width, 8...512)
    try check("sound.sampleRate", sound.sampleRate, 1_000...768_000)
    try check("sound.durationSeconds", sound.durationSeconds, 0.05...10)
    try check("sound.dynamicRangeDecibels", sound.dynamicRangeDecibels, 10...200)
    // The other settings of the spectrogram are checked where spectrograms are made, by `Media`.
    guard sound.hopLength > 0, (8...1_024).contains(sound.frames) else {
      throw fail("sound.hopLength", "\(sound.hopLength) does not give 8 to 1024 frames a clip")
    }

    try check("networks.width", networks.width, 1...512)
    try check("networks.depth", networks.depth, 1...8)
    try check("networks.featureSize", networks.featureSize, 1...4_096)
    try check("networks.latentSize", networks.latentSize, 0...4_096)
    try check("networks.discriminatorWidth", networks.discriminatorWidth, 1...512)
    try check("networks.discriminatorFeatures", networks.discriminatorFeatures, 1...4_096)

    let weights: [(String, Double)] = [
      ("adversarialWeight", losses.adversarialWeight),
      ("imageConsistencyWeight", losses.imageConsistencyWeight),
      ("soundConsistencyWeight", losses.soundConsistencyWeight),
      ("imageReconstructionWeight", losses.imageReconstructionWeight),
      ("soundReconstructionWeight", losses.soundReconstructionWeight),
      ("imageTranslationWeight", losses.imageTranslationWeight),
      ("soundTranslationWeight", losses.soundTranslationWeight),
    ]
    for (name, weight) in weights { try check("losses.\(name)", weight, 0...1e6) }
    let augmentation = losses.augmentation
    try check("losses.augmentation.imageShift", augmentation.imageShift, 0...0.5)
    try check("losses.augmentation.imageContrast", augmentation.imageContrast, 0...0.9)
    try check("losses.augmentation.imageBrightness", augmentation.imageBrightness, 0...2)
    try check("losses.augmentation.soundShift", augmentation.soundShift, 0...0.5)
    try check("losses.augmentation.soundLevel", augmentation.soundLevel, 0...2)

    try check("training.steps", training.steps, 0...100_000_000)
    try check("training.batchSize", training.batchSize, 2...4_096)
    try check("training.generatorUpdates", training.generatorUpdates, 1...100)
    try check("training.averageDecay", training.averageDecay, 0...0.999_999)
    for (name, adam) in [
      ("generator", training.generator), ("discriminator", training.discriminator),
    ] {
      try check("training.\(name).learningRate", adam.learningRate, 0...1)
      try check("training.\(name).beta1", adam.beta1, 0...0.999_999)
      try check("training.\(name).beta2", adam.beta2, 0...0.999_999)
      try check("training.\(name).epsilon", adam.epsilon, 1e-12...1)
    }

    try check("data.orchestraTrainingPairs", data.orchestraTrainingPairs, 0...100_000)
    try check("data.orchestraValidationPairs", data.orchestraValidationPairs, 0...100_000)
    try check("data.repairing", data.repairing, 0...1)
    if data.source == .files, data.root.isEmpty {
      throw fail("data.root", "empty, though data.source is files")
    }
    try check("output.logEvery", output.logEvery, 1...1_000_000)
    try check("output.sampleEvery", output.sampleEvery, 1...1_000_000_000)
    try check("output.checkpointEvery", output.checkpointEvery, 1...1_000_000_000)
    try check("output.keepCheckpoints", output.keepCheckpoints, 1...1_000_000)
  }
}
