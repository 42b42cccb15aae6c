import Autograd
import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing

/// Decoders that read codes, and the networks that map the other modality's F and z to them.
@Suite struct MappingTests {
  private func settings(_ kind: ModelKind = .cmcgan) throws -> Configuration {
    var settings = try KindFixture.settings(kind)
    settings.networks.imageDecoder.mappingLayers = 3
    settings.networks.imageDecoder.mappingWidth = 9
    return settings
  }

  @Test func theMappingMatchesPyTorch() throws {
    let golden = GoldenCase("mapping", of: try Golden.file("decoder"))
    var settings = try settings()
    settings.networks.featureSize = 4
    settings.networks.latentSize = 3
    let generator = Generator(emptyFor: settings)
    for parameter in generator.parameters where parameter.name.hasPrefix("imageMapping.") {
      parameter.value = try golden[String(parameter.name.dropFirst("imageMapping.".count))]
    }
    let x = try golden["x"]
    let translator = Translator(generator, settings, .fromEnvironment)
    let code = translator.code(
      columns(x, 0..<4), of: .sound, to: .image, latent: columns(x, 4..<7))
    try golden.expect(code, is: "y")
  }

  /// A code of the decoder's own modality is F as it is; without a mapping network z stands behind F.
  @Test func codesAreFeaturesOrMappedFromThem() throws {
    let settings = try settings()
    let model = CMCGANModel(settings)
    let batch = KindFixture.learnable(settings)
    let translator = Translator(model.generator, settings, .fromEnvironment)
    func code(_ from: Modality, _ to: Modality, _ latent: Tensor) -> Tensor {
      let input = from == .image ? batch.image : batch.sound
      let features = translator.features(of: input, from, to: to, latent: latent, route: .direct)
      return translator.code(features, of: from, to: to, latent: latent)
    }
    let z = batch.latents.image
    let other = scaled(z, by: -1)
    let features = translator.features(
      of: batch.image, .image, to: .image, latent: z, route: .direct)
    #expect(code(.image, .image, z) == features)
    #expect(code(.sound, .image, z) != code(.sound, .image, other))
    #expect(code(.sound, .image, z).shape == features.shape)
    #expect(code(.image, .sound, z) == concatenatingRows(features, z))
    #expect(
      translator.translate(batch.image, .image, to: .image, latent: z)
        == translator.translate(batch.image, .image, to: .image, latent: other))
  }

  /// Mapped codes are as large as F, where F is scaled.
  @Test func mappedCodesAreScaledAsFeaturesAre() throws {
    var settings = try settings()
    settings.networks.normalizedFeatures = true
    let model = CMCGANModel(settings)
    let batch = KindFixture.learnable(settings)
    let translator = Translator(model.generator, settings, .fromEnvironment)
    let features = Tensor(repeating: 3, shape: [4, settings.networks.featureSize])
    let code = translator.code(features, of: .sound, to: .image, latent: batch.latents.image)
    for square in meanSquaredErrors(code, Tensor(repeating: 0, shape: code.shape)) {
      #expect(abs(square - 1) < 1e-2)
    }
  }

  /// Codes lie close to each other, so the choice is made among them and no image is decoded for it.
  @Test func theNearestCodeIsTrained() throws {
    var settings = try settings()
    settings.networks.normalization = .none
    settings.training.imageLatentSamples = 5
    settings.losses.imageCodeWeight = 2
    func model() -> CMCGANModel {
      let model = CMCGANModel(settings)
      var random = RandomStream(seed: 5, stream: 1)
      for parameter in model.generator.parameters {
        parameter.value = .unlikeAnyStart(parameter, from: &random)
      }
      return model
    }
    var random = RandomStream(seed: 3, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let translator = Translator(model().generator, settings, .fromEnvironment)
    let count = settings.training.batchSize
    let z = batch.latents.image
    let target = translator.features(
      of: batch.image, .image, to: .image, latent: z, route: .direct)
    let sound = translator.features(
      of: batch.sound, .sound, to: .image, latent: z, route: .direct)
    let draws = (0..<5).map { draw in
      Tensor(
        shape: [count, 4], elements: Array(z.elements[draw * count * 4..<(draw + 1) * count * 4]))
    }
    let errors = draws.map {
      meanSquaredErrors(translator.code(sound, of: .sound, to: .image, latent: $0), target)
    }
    let best = (0..<count).map { member in
      (0..<5).min { errors[$0][member] < errors[$1][member] } ?? 0
    }
    #expect(Set(best).count > 1, "a choice that is the same for all says little")
    let chosen = Tensor(
      shape: [count, 4],
      elements: best.enumerated().flatMap { member, draw in
        draws[draw].elements[member * 4..<(member + 1) * 4]
      })
    func with(_ image: Tensor) -> Batch {
      Batch(
        image: batch.image, sound: batch.sound, wrongImage: batch.wrongImage,
        wrongSound: batch.wrongSound, latents: Latents(image: image, sound: batch.latents.sound),
        labels: batch.labels)
    }
    let free = model().train(on: batch, step: 1)
    #expect(free == model().train(on: with(chosen), step: 1))
    #expect(free != model().train(on: with(draws[0]), step: 1))
    let mean = best.enumerated().reduce(0) { $0 + errors[$1.1][$1.0] } / Scalar(count)
    #expect(abs(free[.imageCode] - mean) < 1e-4 * mean)
  }

  @Test(arguments: [ModelKind.cmcgan, .autoencoder])
  func codeLossesAreLoggedWhereTheyHaveAWeight(kind: ModelKind) throws {
    var settings = try settings(kind)
    let batch = KindFixture.learnable(settings)
    let plain = KindFixture.trained(settings, on: batch, steps: 1).losses
    #expect(!plain.entries.map(\.name).contains(.imageCode))
    settings.losses.imageCodeWeight = 2
    let more = KindFixture.trained(settings, on: batch, steps: 1).losses
    #expect(more.entries.map(\.name).contains(.imageCode))
    #expect(!more.entries.map(\.name).contains(.soundCode))
    let added = 2 * more[.imageCode]
    #expect(abs(more[.total] - plain[.total] - added) < 1e-4 * added)
  }

  @Test(arguments: ["image", "sound"])
  func aCodeLossNeedsAMapping(modality: String) throws {
    var settings = try KindFixture.settings(.cmcgan)
    settings.losses.imageCodeWeight = modality == "image" ? 2 : 0
    settings.losses.soundCodeWeight = modality == "sound" ? 2 : 0
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: losses.\(modality)CodeWeight",
        "2.0, though networks.\(modality)Decoder.mappingLayers is 0 (1 or more)")
    ) { try settings.validate(subject: "a.json") }
    settings.networks.imageDecoder.mappingLayers = 1
    settings.networks.soundDecoder.mappingLayers = 1
    try settings.validate(subject: "a.json")
  }

  /// All kinds take images of 128 x 128 with five halvings or more, and decoders with residual blocks.
  @Test(arguments: ModelKind.allCases.filter { $0 != .linear }.map { ($0, 5) } + [(.cmcgan, 7)])
  func imagesOf128Pixels(kind: ModelKind, depth: Int) throws {
    var settings = try settings(kind)
    settings.networks.imageDecoder.residualBlocks = 1
    settings.networks.upsampling = .resize
    settings.networks.depth = depth
    (settings.networks.width, settings.networks.discriminatorWidth) = (2, 2)
    (settings.image.height, settings.image.width) = (128, 128)
    settings.training.batchSize = 2
    settings.augmentation.discriminator.imageCutout = 0.5
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let model = settings.freshModel(classes: 2)
    #expect(model.train(on: batch, step: 1).areFinite)
    let count = model.networks.all.flatMap(\.parameters).reduce(0) { $0 + $1.value.count }
    let estimate = MemoryEstimate(settings, pairs: 0)
    #expect(abs(Double(estimate.parameters) / Double(count) - 1) < 0.08)
    guard kind.parts.contains(.imageDecoder) else { return }
    let made = model.translator(with: .fromEnvironment)?.translate(
      batch.sound, .sound, to: .image, latent: batch.latents.image, route: .direct)
    #expect(made?.shape == [2, 128, 128, 3])
  }
}
