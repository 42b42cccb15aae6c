import Autograd
import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing

/// The image encoder on features of EfficientNet-Lite0, and unpaired images in its input.
@Suite struct BackboneEncoderTests {
  private static func settings(_ changes: String...) throws -> Configuration {
    try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "networks.imageEncoder=efficientnet-lite0", "networks.imageEncoderSide=64",
        "image.height=32", "image.width=32",
      ] + changes)
  }

  private static func noise(_ settings: Configuration) -> Batch {
    var random = RandomStream(seed: 1, stream: 1)
    return .noise(for: settings, classes: 2, from: &random)
  }

  /// Two images of `size` in the places 1 and 3.
  private static func unpaired(_ size: ImageFormat) -> UnpairedImages {
    UnpairedImages(
      places: [1, 3], images: Tensor.hashed(5, shape: [2, size.height, size.width, 3]))
  }

  @Test(arguments: [
    (64, 64, 160, 160, 160), (128, 128, 96, 96, 96), (64, 128, 160, 80, 160),
    (120, 90, 130, 130, 98),
    (8, 512, 64, 32, 64),
  ])
  func imagesAreScaledToEvenSides(
    height: Int, width: Int, side: Int, encodedHeight: Int, encodedWidth: Int
  ) throws {
    let settings = try Self.settings(
      "image.height=\(height)", "image.width=\(width)", "networks.imageEncoderSide=\(side)")
    #expect(settings.encodedImage.height == encodedHeight)
    #expect(settings.encodedImage.width == encodedWidth)
  }

  @Test func otherEncodersTakeImagesAsTheyAre() throws {
    #expect(
      try Configuration.read(Golden.repository + "/configs/paper.json").encodedImage.height == 64)
    let evaluator = try Self.settings().evaluator(.imageEvaluator)
    #expect(!evaluator.hasBackboneEncoder && evaluator.encodedImage == evaluator.image)
    #expect(try !Self.settings("model=evaluator-image").needsBackbone)
    #expect(try Self.settings("model=multimodal").needsBackbone)
    #expect(try !Self.settings("model=s2i-c", "conversion.soundToImage=direct").needsBackbone)
    #expect(try Self.settings("model=i2s").needsBackbone)
  }

  /// An image gives the same features in any batch, in training too, and in the encoder's own size.
  @Test func anImageIsEncodedByItself() throws {
    let settings = try Self.settings()
    let model = CMCGANModel(settings, classes: 2, backbone: BackboneGolden.smallNetwork())
    let images = Tensor.hashed(1, shape: [3, 32, 32, 3])
    let pass = Pass.training(Tape(), in: StepContext(.fromEnvironment))
    let all = model.generator.imageFeatures(Variable(images), in: pass).value
    #expect(all.shape == [3, settings.networks.featureSize])
    for index in 0..<3 {
      let large = resized(images.items([index]), height: 64, width: 64)
      for image in [images.items([index]), large] {
        let one = model.generator.imageFeatures(
          Variable(image), in: .inference(with: .fromEnvironment))
        let closeness = closeness(of: one.value, to: all.items([index]))
        #expect(closeness.isClose, "\(closeness)")
      }
    }
  }

  /// The frozen weights are part of the model and of its files, and no optimizer changes them.
  @Test func frozenWeightsBelongToTheModel() throws {
    let settings = try Self.settings("losses.imageReconstructionWeight=1")
    let backbone = BackboneGolden.smallNetwork()
    let model = CMCGANModel(settings, classes: 2, backbone: backbone)
    let batch = Self.noise(settings)
    let before = model.generator.parameters.map(\.value)
    for step in 1...2 { _ = model.train(on: batch, step: step) }
    let frozen = model.generator.buffers.filter { $0.name.hasPrefix("backbone.") }
    #expect(frozen.map(\.name) == backbone.parameters.map { "backbone.\($0.name)" })
    #expect(frozen.map(\.value) == backbone.parameters.map(\.value))
    #expect(model.state.contains { $0.name == "backbone.head.weight" })
    let learnt = zip(model.generator.parameters, before).filter {
      $0.0.name.hasPrefix("imageEncoder.")
    }
    #expect(learnt.count == 10)
    #expect(learnt.allSatisfy { $0.0.value != $0.1 })
  }

  /// Unpaired images change what sounds and classes learn from, and no image that is reconstructed.
  @Test(arguments: ["efficientnet-lite0", "convolutions"])
  func unpairedImagesAreForTranslationAlone(encoder: String) throws {
    let settings = try Self.settings("networks.imageEncoder=\(encoder)")
    let generator = CMCGANModel(
      settings, classes: 2, backbone: BackboneGolden.smallNetwork()
    ).generator
    let batch = Self.noise(settings)
    let unpaired = Self.unpaired(settings.encodedImage)
    let pass = Pass.inference(with: .fromEnvironment)
    let plain = generator.imageFeatures(Variable(batch.image), in: pass).value
    let photographs = generator.imageFeatures(Variable(unpaired.images), in: pass).value
    let mixed = batch.with(unpairedImages: unpaired)
    let features = generator.imageFeatures(of: mixed, in: pass)
    #expect(features.own.value == plain)
    for place in 0..<batch.image.shape[0] {
      let expected =
        unpaired.places.firstIndex(of: place).map { photographs.items([$0]) }
        ?? plain.items([place])
      let closeness = closeness(of: features.input.value.items([place]), to: expected)
      #expect(closeness.isClose, "\(closeness)")
    }
    let context = StepContext(.fromEnvironment)
    let one = generator.stageOne(mixed, in: pass, of: context).results
    let without = generator.stageOne(batch, in: pass, of: context).results
    #expect(one.reconstructedImage.value == without.reconstructedImage.value)
    #expect(one.generatedImage.value == without.generatedImage.value)
    #expect(one.generatedSound.value != without.generatedSound.value)
  }

  @Test(
    arguments: [ModelKind.cmcgan, .autoencoder, .i2s, .multimodal],
    ["efficientnet-lite0", "convolutions"])
  func everyKindTrainsWithUnpairedImages(kind: ModelKind, encoder: String) throws {
    let settings = try Self.settings(
      "model=\(kind.rawValue)", "networks.imageEncoder=\(encoder)",
      "losses.soundTranslationWeight=1", "losses.classificationWeight=1",
      "conversion.imageToSound=direct", "conversion.soundToImage=direct")
    func losses(_ unpaired: UnpairedImages?) -> Losses {
      settings.freshModel(classes: 2, backbone: BackboneGolden.smallNetwork())
        .train(on: Self.noise(settings).with(unpairedImages: unpaired), step: 1)
    }
    let mixed = losses(Self.unpaired(settings.encodedImage))
    #expect(mixed.areFinite && mixed != losses(nil))
  }

  @Test func pretrainingUsesUnpairedImages() throws {
    var settings = try Self.settings(
      "losses.classificationWeight=1", "losses.imageReconstructionWeight=1",
      "losses.soundTranslationWeight=1")
    settings.training.steps = 4
    for phase in [
      \TrainingSettings.encoderPretrainingSteps, \.autoencoderPretrainingSteps,
      \.translationPretrainingSteps,
    ] {
      var own = settings
      own.training[keyPath: phase] = 2
      func losses(_ unpaired: UnpairedImages?) -> Losses {
        own.freshModel(classes: 2, backbone: BackboneGolden.smallNetwork())
          .train(on: Self.noise(own).with(unpairedImages: unpaired), step: 1)
      }
      let (plain, mixed) = (losses(nil), losses(Self.unpaired(own.encodedImage)))
      #expect(plain[.classification] != mixed[.classification])
      #expect(plain[.imageReconstruction] == mixed[.imageReconstruction])
    }
  }
}
