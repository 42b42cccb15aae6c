import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct AutoencoderPretrainingTests {
  private func settings(_ kind: ModelKind = .cmcgan) throws -> Configuration {
    var settings = try KindFixture.settings(kind)
    settings.losses.imageReconstructionWeight = 2
    settings.losses.soundReconstructionWeight = 3
    settings.training.steps = 40
    settings.training.autoencoderPretrainingSteps = 20
    return settings
  }

  @Test func itsLossesAreThoseWithAWeight() throws {
    var settings = try settings()
    let batch = KindFixture.learnable(settings)
    func losses() -> Losses { KindFixture.trained(settings, on: batch, steps: 1).losses }
    let plain = losses()
    #expect(
      plain.entries.map(\.name) == [.imageReconstruction, .soundReconstruction, .total])
    let sum = 2 * plain[.imageReconstruction] + 3 * plain[.soundReconstruction]
    #expect(abs(plain[.total] - sum) < 1e-5 * sum)

    settings.networks.imageDecoder.mappingLayers = 2
    settings.networks.soundDecoder.mappingLayers = 1
    settings.losses.imageCodeWeight = 4
    settings.losses.soundCodeWeight = 5
    settings.losses.classificationWeight = 6
    let more = losses()
    #expect(
      more.entries.map(\.name) == [
        .imageReconstruction, .soundReconstruction, .imageCode, .soundCode, .classification, .total,
      ])
    let codes = 4 * more[.imageCode] + 5 * more[.soundCode] + 6 * more[.classification]
    let all = 2 * more[.imageReconstruction] + 3 * more[.soundReconstruction] + codes
    #expect(abs(more[.total] - all) < 1e-5 * all)

    settings.losses.imageReconstructionWeight = 0
    #expect(!losses().entries.map(\.name).contains(.imageReconstruction))
  }

  @Test(arguments: [ModelKind.cmcgan, .autoencoder])
  func reconstructionsGetBetterAndTheDiscriminatorWaits(kind: ModelKind) throws {
    var settings = try settings(kind)
    settings.training.steps = 61
    settings.training.autoencoderPretrainingSteps = 60
    settings.training.autoencoder.learningRate = 0.02
    let batch = KindFixture.learnable(settings)
    let model = settings.freshModel(classes: 2)
    let start = model.networks.discriminator?.parameters.map(\.value)
    let first = model.train(on: batch, step: 1)
    for step in 2...59 { _ = model.train(on: batch, step: step) }
    let last = model.train(on: batch, step: 60)
    #expect(last[.imageReconstruction] < 0.5 * first[.imageReconstruction])
    #expect(last[.soundReconstruction] < 0.5 * first[.soundReconstruction])
    #expect(model.networks.discriminator?.parameters.map(\.value) == start)
    _ = model.train(on: batch, step: 61)
    if kind == .cmcgan {
      #expect(model.networks.discriminator?.parameters.map(\.value) != start)
    }
  }

  /// Noise follows from seed and step, and is for pre-training alone.
  @Test func codesGetNoise() throws {
    var settings = try settings()
    let batch = KindFixture.learnable(settings)
    func loss(_ noise: Double, step: Int = 1) -> Scalar {
      settings.augmentation.codeNoise = noise
      return settings.freshModel(classes: 2).train(on: batch, step: step)[.imageReconstruction]
    }
    #expect(loss(0) == loss(0, step: 2))
    #expect(loss(0.5) == loss(0.5))
    #expect(Set([loss(0), loss(0.5), loss(0.25), loss(0.5, step: 2)]).count == 4)
    #expect(loss(0, step: 21) == loss(0.5, step: 21))
  }

  /// Autoencoders get the members as they are, though encoders are to get changed ones later.
  @Test func autoencodersGetTheMembersAsTheyAre() throws {
    var settings = try settings()
    let plain = KindFixture.learnable(settings)
    settings.augmentation.encoder.imagesLikeDiscriminator = true
    settings.augmentation.discriminator.imageShift = 0.4
    let changed = KindFixture.learnable(settings)
    #expect(plain.encoderImage != changed.encoderImage && plain.image == changed.image)
    func losses(_ batch: Batch) -> Losses {
      settings.freshModel(classes: 2).train(on: batch, step: 1)
    }
    #expect(losses(plain) == losses(changed))
  }

  /// After pre-training, decoders have a learning rate of their own.
  @Test func decodersLearnSlowlyLater() throws {
    var settings = try settings()
    settings.training.autoencoderPretrainingSteps = 1
    settings.training.decoderRate = 0
    let batch = KindFixture.learnable(settings)
    let model = settings.freshModel(classes: 2)
    func decoders() -> [Tensor] {
      model.networks.used.parameters.filter { $0.name.contains("Decoder.") }.map(\.value)
    }
    func encoders() -> [Tensor] {
      model.networks.used.parameters.filter { $0.name.contains("Encoder.") }.map(\.value)
    }
    let start = decoders()
    _ = model.train(on: batch, step: 1)
    let (pretrained, before) = (decoders(), encoders())
    #expect(start != pretrained)
    _ = model.train(on: batch, step: 2)
    #expect(decoders() == pretrained && encoders() != before)
  }

  @Test func pretrainingThatCannotBeIsRefused() throws {
    func expect(_ problem: String, _ settings: Configuration) {
      #expect(
        throws: Failure(
          .badConfiguration, "a.json: training.autoencoderPretrainingSteps", problem)
      ) { try settings.validate(subject: "a.json") }
    }
    var long = try settings()
    long.losses.classificationWeight = 1
    long.training.encoderPretrainingSteps = 21
    expect("20 after 21 of encoder pre-training, of 40 steps (at most all of training.steps)", long)
    var baseline = try settings(.s2iC)
    baseline.conversion.soundToImage = .direct
    expect("20, though model s2i-c has no two autoencoders (0)", baseline)
    var weightless = try settings()
    weightless.losses.imageReconstructionWeight = 0
    weightless.losses.soundReconstructionWeight = 0
    expect(
      "20, though losses.imageReconstructionWeight, losses.imageReconstructionFeatureWeight and losses.soundReconstructionWeight are 0 (0)",
      weightless)
    try settings().validate(subject: "a.json")
  }
}
