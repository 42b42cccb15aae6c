import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct TranslationPretrainingTests {
  private func settings(_ kind: ModelKind = .cmcgan) throws -> Configuration {
    var settings = try KindFixture.settings(kind)
    settings.networks.imageDecoder.mappingLayers = 2
    settings.losses.imageCodeWeight = 4
    settings.losses.soundReconstructionWeight = 3
    settings.losses.soundTranslationWeight = 2
    settings.training.steps = 61
    settings.training.translationPretrainingSteps = 60
    settings.training.autoencoder.learningRate = 0.02
    return settings
  }

  @Test func itsLossesAreThoseOfSoundsAndCodes() throws {
    var settings = try settings()
    let batch = KindFixture.learnable(settings)
    let plain = KindFixture.trained(settings, on: batch, steps: 1).losses
    #expect(
      plain.entries.map(\.name) == [.soundReconstruction, .soundTranslation, .imageCode, .total])
    let sum =
      3 * plain[.soundReconstruction] + 2 * plain[.soundTranslation] + 4 * plain[.imageCode]
    #expect(abs(plain[.total] - sum) < 1e-5 * sum)
    settings.networks.soundDecoder.mappingLayers = 1
    settings.losses.soundCodeWeight = 5
    settings.losses.classificationWeight = 6
    settings.losses.soundTranslationWeight = 0
    let names = KindFixture.trained(settings, on: batch, steps: 1).losses.entries.map(\.name)
    #expect(names == [.soundReconstruction, .soundCode, .imageCode, .classification, .total])
  }

  @Test(arguments: [ModelKind.cmcgan, .autoencoder])
  func soundsLearnAndImagesWait(kind: ModelKind) throws {
    let settings = try settings(kind)
    let batch = KindFixture.learnable(settings)
    let model = settings.freshModel(classes: 2)
    func images() -> [Tensor] {
      model.networks.all.flatMap(\.parameters).filter {
        $0.name.hasPrefix("imageEncoder.") || $0.name.hasPrefix("imageDecoder.")
          || $0.name.hasPrefix("discriminator.")
      }.map(\.value)
    }
    let start = images()
    let first = model.train(on: batch, step: 1)
    for step in 2...59 { _ = model.train(on: batch, step: step) }
    let last = model.train(on: batch, step: 60)
    #expect(last[.soundReconstruction] < 0.5 * first[.soundReconstruction])
    #expect(last[.soundTranslation] < 0.5 * first[.soundTranslation])
    #expect(last[.imageCode] < 0.5 * first[.imageCode])
    #expect(images() == start)
    _ = model.train(on: batch, step: 61)
    #expect(images() != start)
  }

  /// Codes with a random z are classified, in this phase and in the others.
  @Test func codesLearnTheirClass() throws {
    var settings = try settings()
    settings.losses.classificationWeight = 1
    settings.losses.codeClassificationWeight = 3
    settings.training.imageLatentSamples = 3
    let batch = KindFixture.learnable(settings)
    let model = settings.freshModel(classes: 2)
    let first = model.train(on: batch, step: 1)
    for step in 2...59 { _ = model.train(on: batch, step: step) }
    let last = model.train(on: batch, step: 60)
    #expect(last[.codeClassification] < 0.3 * first[.codeClassification])
    let whole = model.train(on: batch, step: 61)
    #expect(whole.entries.map(\.name).contains(.codeClassification))

    settings.losses.imageReconstructionWeight = 1
    settings.training.autoencoderPretrainingSteps = 1
    settings.training.translationPretrainingSteps = 1
    let before = settings.freshModel(classes: 2).train(on: batch, step: 1)
    #expect(before.entries.map(\.name).contains(.codeClassification))
  }

  @Test func classesOfCodesNeedClassesAndCodes() throws {
    func expect(_ settings: Configuration) {
      #expect(
        throws: Failure(
          .badConfiguration, "a.json: losses.codeClassificationWeight",
          "3.0, without losses.classificationWeight or without a mapping network (0)")
      ) { try settings.validate(subject: "a.json") }
    }
    var settings = try settings()
    settings.losses.codeClassificationWeight = 3
    settings.losses.classificationWeight = 0
    expect(settings)
    settings.losses.classificationWeight = 1
    try settings.validate(subject: "a.json")
    settings.networks.imageDecoder.mappingLayers = 0
    settings.losses.imageCodeWeight = 0
    expect(settings)
  }

  @Test func pretrainingThatCannotBeIsRefused() throws {
    func expect(_ problem: String, _ settings: Configuration) {
      #expect(
        throws: Failure(
          .badConfiguration, "a.json: training.translationPretrainingSteps", problem)
      ) { try settings.validate(subject: "a.json") }
    }
    var long = try settings()
    long.training.autoencoderPretrainingSteps = 2
    expect("60 after 2 of other pre-training, of 61 steps (at most all of training.steps)", long)
    var baseline = try settings(.s2iC)
    baseline.conversion.soundToImage = .direct
    expect("60, though model s2i-c does not translate in both directions (0)", baseline)
    var weightless = try settings()
    weightless.losses.soundReconstructionWeight = 0
    weightless.losses.soundTranslationWeight = 0
    weightless.losses.imageCodeWeight = 0
    expect("60, though all weights of sounds and codes are 0 (0)", weightless)
    try settings().validate(subject: "a.json")
  }
}
