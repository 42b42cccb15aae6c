import Autograd
import Configuration
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct MemoryEstimateTests {
  /// Biases and gains are left out of the estimate: they are few.
  @Test(arguments: [
    [], ["networks.width=16", "networks.depth=3"],
    ["image.height=40", "image.width=24", "networks.latentSize=0"],
    ["networks.discriminatorWidth=12", "networks.discriminatorFeatures=70", "networks.depth=4"],
  ])
  func parametersAreThoseOfTheModel(changes: [String]) throws {
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json", assignments: changes)
    let model = CMCGANModel(configuration)
    let parameters = model.generator.parameters + model.discriminator.parameters
    let count = parameters.reduce(0) { $0 + $1.value.count }
    let estimate = MemoryEstimate(configuration, pairs: 0)
    #expect(abs(Double(estimate.parameters) / Double(count) - 1) < 0.03)
    let state = model.state.reduce(0) { $0 + $1.value.count } * MemoryLayout<Scalar>.size
    #expect(abs(Double(estimate.checkpointBytes) / Double(state) - 1) < 0.03)
  }

  /// Classes are not known to the estimate: the layers that name them are small, as biases are.
  @Test(
    arguments: ModelKind.allCases,
    [
      [], ["networks.width=12", "networks.depth=3", "networks.discriminatorFeatures=50"],
      ["networks.pooledSounds=true"],
      ["networks.depth=3", "networks.attention=true", "networks.residualBlocks=2"],
      ["networks.upsampling=resize", "networks.width=12"],
      [
        "networks.spectralNorm=true", "networks.normalizedFeatures=true",
        "augmentation.featureDropout=0.3",
      ],
      ["networks.normalization=instance", "networks.discriminatorNormalization=none"],
      ["training.averageDecay=0.9", "losses.classificationWeight=1"],
      ["losses.classificationWeight=1", "losses.sharedClassification=true"],
      ["networks.imageDecoder.residualBlocks=2", "networks.soundDecoder.residualBlocks=1"],
      [
        "networks.imageDecoder.mappingLayers=3", "networks.imageDecoder.mappingWidth=40",
        "networks.soundDecoder.mappingLayers=1", "networks.depth=3",
      ],
      [
        "networks.discriminatorImageTower=efficientnet-lite0",
        "losses.imageReconstructionFeatureWeight=1", "image.height=32", "image.width=32",
      ],
      [
        "networks.imageEncoder=efficientnet-lite0", "networks.imageEncoderSide=64",
        "image.height=32", "image.width=32",
      ],
      [
        "networks.imageDecoder.upsampling=resize", "networks.soundDecoder.upsampling=transposed",
        "networks.width=12",
      ],
    ])
  func parametersOfEveryKindAreThoseOfTheModel(kind: ModelKind, changes: [String]) throws {
    let configuration = try Configuration.read(
      Golden.repository + "/configs/tiny.json",
      assignments: changes + [
        "model=\(kind.rawValue)", "conversion.soundToImage=direct",
        "losses.imageTranslationWeight=1",
      ])
    let model = configuration.freshModel(classes: 2, backbone: BackboneGolden.smallNetwork())
    let count = model.networks.all.reduce(0) { $0 + $1.learnedCount }
    let estimate = MemoryEstimate(configuration, pairs: 0)
    #expect(abs(Double(estimate.parameters) / Double(count) - 1) < 0.03)
    let state = model.state.reduce(0) { $0 + $1.value.count } * MemoryLayout<Scalar>.size
    #expect(abs(Double(estimate.checkpointBytes) / Double(state) - 1) < 0.03)
    // No model file is refused for holding less than its configuration asks for.
    let networks = configuration.emptyNetworks(classes: 2)
    let frozen = networks.buffers.filter { $0.name.hasPrefix("backbone.") }
    let used = networks.learnedCount + frozen.reduce(0) { $0 + $1.value.count }
    let least = MemoryEstimate.leastWeights(configuration)
    #expect(least <= used && 2 * least > used)
  }

  @Test func moreNeedsMore() throws {
    func bytes(_ changes: String..., pairs: Int = 0) throws -> Int {
      try MemoryEstimate(
        .read(Golden.repository + "/configs/tiny.json", assignments: changes), pairs: pairs
      ).bytes
    }
    let base = try bytes()
    #expect(try bytes("training.batchSize=64") > base)
    #expect(try bytes("training.averageDecay=0.9") > base)
    #expect(try bytes("networks.imageDecoder.residualBlocks=1") > base)
    #expect(try bytes("networks.soundDecoder.mappingLayers=2") > base)
    #expect(
      try bytes("losses.imageReconstructionFeatureWeight=1", "image.height=32", "image.width=32")
        > bytes("image.height=32", "image.width=32"))
    // Enlarged images are kept before each convolution, and there are fewer weights.
    #expect(
      try bytes("training.batchSize=64", "networks.upsampling=resize")
        > bytes("training.batchSize=64"))
    #expect(try bytes(pairs: 1_000) == base + 1_000 * (16 * 16 * 3 + 32 * 17 * 4))
  }
}
