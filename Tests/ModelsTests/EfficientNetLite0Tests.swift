import Autograd
import Layers
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct EfficientNetLite0Tests {
  private static func smallNetwork() -> EfficientNetLite0 {
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    BackboneGolden.fill(network)
    return network
  }

  @Test func smallWeightsMatchPyTorch() throws {
    try BackboneGolden.expect(
      Self.smallNetwork(), "small.64", shape: [1, 64, 64, 3], isWhole: true)
  }

  @Test(arguments: [("small.128", [1, 128, 128, 3]), ("small.odd", [1, 40, 24, 3])])
  func otherSidesMatchPyTorch(name: String, shape: [Int]) throws {
    try BackboneGolden.expect(Self.smallNetwork(), name, shape: shape, isWhole: false)
  }

  @Test func thereAreAsManyParametersAsInTheFile() {
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0("backbone", from: &source)
    #expect(network.parameters.count == 98)
    #expect(network.parameters.reduce(0) { $0 + $1.value.count } == 3_350_000)
    #expect(Set(network.parameters.map(\.name)).count == 98)
    #expect(network.parameters[0].name == "backbone.stem.weight")
    #expect(network.parameters[97].name == "backbone.head.bias")
  }

  @Test func imagesDoNotInfluenceEachOther() {
    let network = Self.smallNetwork()
    let images = Tensor.hashed(7, shape: [18, 32, 32, 3])
    let together = network.pooledFeatures(of: images, with: .fromEnvironment)
    #expect(together.shape == [18, EfficientNetLite0.pooledFeatures])
    let last = Tensor(shape: [1, 32, 32, 3], elements: Array(images.row(17)))
    let alone = network.pooledFeatures(of: last, with: .fromEnvironment)
    let closeness = closeness(of: Array(together.row(17)), to: alone.elements)
    #expect(closeness.isClose, "\(closeness)")
  }

  #if DOUBLE_PRECISION
    /// The gradients of images and weights against central differences along random directions.
    @Test(arguments: ["image", "stem.", "blocks.0.", "blocks.3.depthwise", "blocks.9.", "head."])
    func gradientsMatchDifferences(prefix: String) {
      let network = Self.smallNetwork()
      let image = Parameter("image", .hashed(1_000, shape: [2, 32, 32, 3]))
      let parameters = [image] + network.parameters
      let check = GradientCheck(parameters: parameters, buffers: [], seed: 5) {
        let tape = Tape()
        let pass = Pass.training(tape)
        let maps = network.features(of: tape.variable(of: image), in: pass)
        let loss = BackboneGolden.loss(maps, pooled: network.pooled(maps[3], in: pass))
        return (loss.value.item, tape.gradients(of: loss, for: parameters))
      }
      let fault = check.fault(along: prefix)
      #expect(fault < 1e-5, "\(prefix): \(fault)")
    }
  #endif
}
