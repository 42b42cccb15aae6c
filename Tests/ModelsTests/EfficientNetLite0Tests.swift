import Autograd
import Layers
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct EfficientNetLite0Tests {
  @Test func smallWeightsMatchPyTorch() throws {
    try BackboneGolden.expect(
      BackboneGolden.smallNetwork(), "small.64", shape: [1, 64, 64, 3], isWhole: true)
  }

  @Test(arguments: [("small.128", [1, 128, 128, 3]), ("small.odd", [1, 40, 24, 3])])
  func otherSidesMatchPyTorch(name: String, shape: [Int]) throws {
    try BackboneGolden.expect(BackboneGolden.smallNetwork(), name, shape: shape, isWhole: false)
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

  @Test func layersBehindTheLastWantedDepthAreLeftOut() {
    let network = BackboneGolden.smallNetwork()
    let images = Variable(Tensor.hashed(7, shape: [1, 32, 32, 3]))
    let pass = Pass.inference(with: .fromEnvironment)
    let all = network.features(of: images, in: pass)
    let tape = Tape()
    let some = network.features(of: images, depths: 2, in: .training(tape))
    #expect(some.map(\.value) == all.prefix(2).map(\.value))
    // Of the deeper layers no weight was used.
    let loss = some[0].mean() + some[1].mean()
    let gradients = tape.gradients(of: loss, for: network.parameters)
    let used = zip(network.parameters, gradients).filter { $1.elements.contains { $0 != 0 } }
    let layers = Set(used.map { $0.0.name.split(separator: ".").prefix(2).joined(separator: ".") })
    #expect(
      layers == ["stem.weight", "stem.bias", "blocks.0", "blocks.1", "blocks.2"], "\(layers)")
  }

  @Test func imagesDoNotInfluenceEachOther() {
    let network = BackboneGolden.smallNetwork()
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
      let network = BackboneGolden.smallNetwork()
      let image = Parameter("image", .hashed(1_000, shape: [2, 32, 32, 3]))
      let parameters = [image] + network.parameters
      let check = GradientCheck(parameters: parameters, buffers: [], seed: 5) {
        let tape = Tape()
        let pass = Pass.training(tape)
        let maps = network.features(of: tape.variable(of: image), in: pass)
        let loss = BackboneGolden.loss(maps, pooled: network.pooled(maps[4], in: pass))
        return (loss.value.item, tape.gradients(of: loss, for: parameters))
      }
      let fault = check.fault(along: prefix)
      #expect(fault < 1e-5, "\(prefix): \(fault)")
    }
  #endif
}
