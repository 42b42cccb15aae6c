import Files

extension Configuration {
  /// Checks all that can be checked before the data is looked at.
  ///
  /// - Parameter subject: the file, for the message.
  /// - Throws: `Failure` of kind `badConfiguration` that names the first wrong key.
  func validateAll(subject: String) throws {
    try validate(subject: subject)
    try sound.spectrogramSettings.validate(path: "\(subject): sound")
  }

  /// Checks the range of every number, and what several of them must fulfil together.
  ///
  /// - Parameter subject: the file, for the message.
  /// - Throws: `Failure` of kind `badConfiguration` that names the first key out of range.
  public func validate(subject: String) throws {
    func failure(_ path: String, _ problem: String) -> Failure {
      Failure(.badConfiguration, "\(subject): \(path)", problem)
    }
    try validateRanges(subject: subject)
    guard SoundFormat.frameRange.contains(sound.frames) else {
      throw failure("sound.hopLength", "\(sound.hopLength) does not give 8 to 1024 frames a clip")
    }
    guard data.folds != 1, data.fold < max(1, data.folds) else {
      throw failure("data.fold", "\(data.fold) of \(data.folds) (0, or 2 or more folds, from 0)")
    }
    guard !networks.attention || networks.depth > NetworkSettings.attentionLevel else {
      throw failure(
        "networks.attention", "true, with networks.depth \(networks.depth) (3 or more)")
    }
    let generatesImages = model.parts.contains(.imageDecoder)
    let reconstructsSounds = model.parts.isSuperset(of: [.soundEncoder, .soundDecoder])
    guard conversion.soundToImage == .direct || !generatesImages || reconstructsSounds else {
      throw failure(
        "conversion.soundToImage",
        "reconstruction, though model \(model.rawValue) does not reconstruct sounds (direct)")
    }
    let generatesSounds = model.parts.contains(.soundDecoder) && model.parts.contains(.imageEncoder)
    let reconstructsImages = model.parts.contains(.imageDecoder)
    guard conversion.imageToSound == .direct || !generatesSounds || reconstructsImages else {
      throw failure(
        "conversion.imageToSound",
        "reconstruction, though model \(model.rawValue) does not reconstruct images (direct)")
    }
    guard losses.weights(of: model.architecture)?.contains(where: { $0 > 0 }) ?? true else {
      throw failure(
        "losses", "all weights that count for model \"\(model.rawValue)\" are 0 (one above 0)")
    }
    for (key, weight, modality) in [
      ("image", losses.imageCodeWeight, Modality.image),
      ("sound", losses.soundCodeWeight, .sound),
    ] where weight > 0 && networks.decoder(of: modality).mappingLayers == 0 {
      throw failure(
        "losses.\(key)CodeWeight",
        "\(weight), though networks.\(key)Decoder.mappingLayers is 0 (1 or more)")
    }
    let hasMapping = networks.imageDecoder.mappingLayers + networks.soundDecoder.mappingLayers > 0
    guard losses.codeClassificationWeight == 0 || (losses.classificationWeight > 0 && hasMapping)
    else {
      throw failure(
        "losses.codeClassificationWeight",
        "\(losses.codeClassificationWeight), without losses.classificationWeight or without a mapping network (0)"
      )
    }
    guard backboneUses == 0 || [image.height, image.width].allSatisfy({ $0 >= 32 && $0 % 2 == 0 })
    else {
      throw failure(
        "image",
        "\(image.height) x \(image.width), though EfficientNet-Lite0 is used (even sides, 32 or more)"
      )
    }
    guard training.encoderPretrainingSteps <= training.steps else {
      throw failure(
        "training.encoderPretrainingSteps",
        "\(training.encoderPretrainingSteps) of \(training.steps) steps (at most all of training.steps)"
      )
    }
    guard training.encoderPretrainingSteps == 0 || (learnsLabels && model.generates) else {
      throw failure(
        "training.encoderPretrainingSteps",
        "\(training.encoderPretrainingSteps), though the encoders of model \(model.rawValue) learn no labels (0)"
      )
    }
    let autoencoderSteps = training.autoencoderPretrainingSteps
    guard training.encoderPretrainingSteps + autoencoderSteps <= training.steps else {
      throw failure(
        "training.autoencoderPretrainingSteps",
        "\(autoencoderSteps) after \(training.encoderPretrainingSteps) of encoder pre-training, of \(training.steps) steps (at most all of training.steps)"
      )
    }
    guard autoencoderSteps == 0 || model.hasFourSubnetworks else {
      throw failure(
        "training.autoencoderPretrainingSteps",
        "\(autoencoderSteps), though model \(model.rawValue) has no two autoencoders (0)")
    }
    guard autoencoderSteps == 0 || losses.teachReconstruction else {
      throw failure(
        "training.autoencoderPretrainingSteps",
        "\(autoencoderSteps), though losses.imageReconstructionWeight, losses.imageReconstructionFeatureWeight and losses.soundReconstructionWeight are 0 (0)"
      )
    }
    let translationSteps = training.translationPretrainingSteps
    guard training.pretrainingSteps <= training.steps else {
      throw failure(
        "training.translationPretrainingSteps",
        "\(translationSteps) after \(training.pretrainingSteps - translationSteps) of other pre-training, of \(training.steps) steps (at most all of training.steps)"
      )
    }
    guard translationSteps == 0 || model.hasFourSubnetworks else {
      throw failure(
        "training.translationPretrainingSteps",
        "\(translationSteps), though model \(model.rawValue) does not translate in both directions (0)"
      )
    }
    guard translationSteps == 0 || losses.teachTranslation else {
      throw failure(
        "training.translationPretrainingSteps",
        "\(translationSteps), though all weights of sounds and codes are 0 (0)")
    }
    guard data.unpairedShare == 0 || !data.unpairedSounds.isEmpty else {
      throw failure("data.unpairedSounds", "empty, though data.unpairedShare is above 0")
    }
    guard data.unpairedImageShare == 0 || !data.unpairedImages.isEmpty else {
      throw failure("data.unpairedImages", "empty, though data.unpairedImageShare is above 0")
    }
    if data.source == .files, data.root.isEmpty {
      throw failure("data.root", "empty, though data.source is files")
    }
  }
}

extension Configuration {
  /// Checks the range of every number.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` that names the first key out of range.
  func validateRanges(subject: String) throws {
    let document = try JSONValue(encoding: self)
    for key in ConfigurationKey.all {
      guard let value = document.value(at: key.path), let range = key.violatedRange(by: value)
      else { continue }
      throw Failure(
        .badConfiguration, "\(subject): \(key.path)", "\(value.named) is out of range (\(range))")
    }
  }

  /// Whether the classes of the pairs are learnt.
  public var learnsLabels: Bool {
    model.needsClasses
      || (model.architecture == .fourSubnetworks(isAdversarial: true)
        && losses.classificationWeight > 0)
  }
}

extension LossSettings {
  /// Whether there is something to learn in autoencoder pre-training, classification apart.
  public var teachReconstruction: Bool {
    [imageReconstructionWeight, imageReconstructionFeatureWeight, soundReconstructionWeight]
      .contains { $0 > 0 }
  }

  /// Whether there is something to learn in translation pre-training, classification apart.
  public var teachTranslation: Bool {
    [soundReconstructionWeight, soundTranslationWeight, imageCodeWeight, soundCodeWeight]
      .contains { $0 > 0 }
  }

  /// The weights of all that a model's generators learn from; `nil` where some of it has none.
  fileprivate func weights(of architecture: ModelArchitecture) -> [Double]? {
    let direct = [
      imageReconstructionWeight, soundReconstructionWeight, imageTranslationWeight,
      soundTranslationWeight, imageReconstructionFeatureWeight, imageTranslationFeatureWeight,
      imageCodeWeight, soundCodeWeight,
    ]
    let adversarial = [
      adversarialWeight, imageConsistencyWeight, soundConsistencyWeight, featureMatchingWeight,
      classificationWeight,
    ]
    return switch architecture {
    case .fourSubnetworks(let isAdversarial): isAdversarial ? direct + adversarial : direct
    case .oneDirection, .classifier, .linear: nil
    }
  }
}
