import Autograd
import Configuration
import Files
import Layers
import Models
import TensorCore
import TestSupport
import Testing

/// The pair discriminator on features of EfficientNet-Lite0, and the feature loss.
@Suite struct ProjectedTowerTests {
  private static func settings(_ changes: String...) throws -> Configuration {
    try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: [
        "networks.discriminatorImageTower=efficientnet-lite0", "image.height=32", "image.width=32",
      ] + changes)
  }

  private static func model(_ settings: Configuration) -> CMCGANModel {
    CMCGANModel(settings, classes: 2, backbone: BackboneGolden.smallNetwork())
  }

  @Test func eachDepthHasAScoreOfItsOwn() throws {
    let settings = try Self.settings()
    let discriminator = Self.model(settings).discriminator
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let pass = Pass.inference(with: .fromEnvironment)
    let image = discriminator.imageTower(Variable(batch.image), in: pass)
    let sound = discriminator.soundTower(Variable(batch.sound), in: pass)
    let size = batch.image.shape[0]
    #expect(image.map(\.shape) == Array(repeating: [size, 64], count: 4))
    let scores = discriminator.score(image: image, sound: sound, in: pass).value
    #expect(scores.shape == [size, 4])
    let means = discriminator.meanScores(image: image, sound: sound, in: pass)
    #expect(means.count == size)
    for (pair, mean) in means.enumerated() {
      #expect(abs(mean - scores.row(pair).reduce(0) { $0 + Double($1) } / 4) < 1e-6)
    }
    // Another image at one depth changes the score of that depth alone.
    var mixed = image
    mixed[2] = Variable(Tensor.hashed(3, shape: image[2].shape))
    let changed = discriminator.score(image: mixed, sound: sound, in: pass).value
    for pair in 0..<size {
      let same = zip(scores.row(pair), changed.row(pair)).map { $0 == $1 }
      #expect(same == [true, true, false, true])
    }
  }

  /// One image after the other gives the features of all together, and the gradient of a loss of them.
  ///
  /// The last map is left out of the loss: a result without a gradient.
  @Test func frozenFeaturesAreThoseOfTheNetwork() {
    let network = BackboneGolden.smallNetwork()
    let images = Tensor.hashed(1_000, shape: [3, 36, 32, 3])
    func run(_ maps: (Variable, Pass) -> [Variable]) -> (maps: [Tensor], gradient: Tensor) {
      let tape = Tape()
      let image = tape.variable(images)
      let all = maps(image, .training(tape, in: StepContext(.fromEnvironment)))
      let loss = all.prefix(3).reduce(Variable(Tensor(0))) {
        $0 + $1.meanAbsoluteError(to: Tensor(repeating: 0.1, shape: $1.shape))
      }
      return (all.map(\.value), tape.gradients(of: loss, for: [image])[0])
    }
    let whole = run { network.features(of: $0, depths: 4, in: $1) }
    let frozen = run { network.frozenFeatures(of: $0, in: $1) }
    for (found, expected) in zip(frozen.maps + [frozen.gradient], whole.maps + [whole.gradient]) {
      #expect(found.shape == expected.shape)
      let closeness = closeness(of: found, to: expected)
      #expect(closeness.isClose, "\(closeness)")
    }
    let constant = network.frozenFeatures(
      of: Variable(images), in: .training(Tape(), in: StepContext(.fromEnvironment)))
    #expect(constant.allSatisfy(\.isConstant) && constant.map(\.value) == frozen.maps)
  }

  /// The backbone is used and not learnt: a checkpoint does not hold it.
  @Test func theBackboneStaysAsItIs() throws {
    let settings = try Self.settings("losses.imageReconstructionFeatureWeight=1")
    let backbone = BackboneGolden.smallNetwork()
    let before = backbone.parameters.map(\.value)
    let model = CMCGANModel(settings, classes: 2, backbone: backbone)
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    for step in 1...2 { _ = model.train(on: batch, step: step) }
    #expect(backbone.parameters.map(\.value) == before)
    let own = Set(backbone.parameters.map(ObjectIdentifier.init))
    #expect(!model.state.contains { own.contains(ObjectIdentifier($0)) })
    #expect(model.state.contains { $0.name == "discriminator.image.3.filter.weight" })
    #expect(model.state.contains { $0.name == "discriminator.verdict.3.weight" })
  }

  @Test(arguments: [ModelKind.cmcgan, .autoencoder])
  func featureLossesAreLoggedWhereTheyHaveAWeight(kind: ModelKind) throws {
    let settings = try Self.settings(
      "model=\(kind.rawValue)", "losses.imageReconstructionFeatureWeight=2",
      "losses.imageTranslationFeatureWeight=0", "losses.imageReconstructionWeight=1",
      "training.autoencoderPretrainingSteps=1")
    let model = settings.freshModel(classes: 2, backbone: BackboneGolden.smallNetwork())
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    for step in 1...2 {
      let losses = model.train(on: batch, step: step)
      #expect(losses[.imageReconstructionFeatures] > 0)
      #expect(!losses.entries.contains { $0.name == .imageTranslationFeatures })
    }
  }

  /// The sum over four depths of mean |a - b| / (mean |b| + 0.001), for each image, by hand.
  @Test func theFeatureLossIsThatOfItsDefinition() throws {
    let settings = try Self.settings(
      "losses.imageReconstructionFeatureWeight=1", "model=autoencoder")
    let backbone = BackboneGolden.smallNetwork()
    let model = try #require(
      settings.freshModel(classes: 2, backbone: backbone) as? AutoencoderModel)
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let pass = Pass.rehearsal(in: StepContext(.fromEnvironment))
    let one = model.generator.stageOne(
      image: Variable(batch.image), sound: Variable(batch.sound), latents: batch.latents, in: pass)
    let found = backbone.features(of: one.reconstructedImage, in: pass)
    let wanted = backbone.features(of: Variable(batch.image), in: pass)
    var expected = 0.0
    for depth in 0..<4 {
      let (a, b) = (found[depth].value.elements, wanted[depth].value.elements)
      let (count, length) = (batch.image.shape[0], b.count / batch.image.shape[0])
      for image in 0..<count {
        let row = image * length..<(image + 1) * length
        let difference = zip(a[row], b[row]).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        let size = b[row].reduce(0) { $0 + abs(Double($1)) }
        expected += difference / (size + 1e-3 * Double(length)) / Double(count)
      }
    }
    let losses = model.train(on: batch, step: 1)
    #expect(abs(Double(losses[.imageReconstructionFeatures]) / expected - 1) < 1e-4)
  }

  @Test(arguments: [34, 50]) func mapsMayHaveOddSides(side: Int) throws {
    let settings = try Self.settings("image.height=\(side)", "image.width=\(side)")
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    #expect(Self.model(settings).train(on: batch, step: 1).areFinite)
  }

  @Test func eachDecoderUpsamplesAsItIsTold() throws {
    let settings = try Self.settings(
      "networks.discriminatorImageTower=convolutions", "networks.imageDecoder.upsampling=resize")
    let model = CMCGANModel(settings, classes: 2)
    func kernel(_ name: String) throws -> [Int] {
      try #require(model.generator.parameters.first { $0.name == name }).value.shape
    }
    #expect(try kernel("imageDecoder.up.0.weight").prefix(2) == [3, 3])
    #expect(try kernel("soundDecoder.up.0.weight").prefix(2) == [4, 4])
  }

  /// The feature loss alone is something to train for, in autoencoder pre-training too.
  @Test func theFeatureLossMayBeTheOnlyOne() throws {
    let settings = try Self.settings(
      "model=autoencoder", "losses.imageReconstructionFeatureWeight=1",
      "training.autoencoderPretrainingSteps=1")
    let model = settings.freshModel(classes: 2, backbone: BackboneGolden.smallNetwork())
    var random = RandomStream(seed: 1, stream: 1)
    let batch = Batch.noise(for: settings, classes: 2, from: &random)
    let losses = model.train(on: batch, step: 1)
    #expect(losses.entries.map(\.name) == [.imageReconstructionFeatures, .total])
  }

  @Test func onlyWhatUsesTheBackboneNeedsIt() throws {
    #expect(try Self.settings().needsBackbone)
    #expect(
      try !Self.settings("model=autoencoder", "losses.imageTranslationWeight=1").needsBackbone)
    #expect(try !Self.settings("model=s2i-c", "conversion.soundToImage=direct").needsBackbone)
    #expect(
      try !Self.settings("networks.discriminatorImageTower=convolutions").needsBackbone)
    #expect(
      try Self.settings(
        "networks.discriminatorImageTower=convolutions", "losses.imageTranslationFeatureWeight=1"
      ).needsBackbone)
  }

  @Test func oddSidesAreRefused() throws {
    var settings = try Self.settings()
    settings.image.height = 33
    #expect(
      throws: Failure(
        .badConfiguration, "a.json: image",
        "33 x 32, though EfficientNet-Lite0 is used (even sides, 32 or more)")
    ) { try settings.validate(subject: "a.json") }
  }
}
