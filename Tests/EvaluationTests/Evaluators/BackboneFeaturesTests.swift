import Configuration
import Evaluation
import Layers
import Models
import TensorCore
import TestSupport
import Testing

@Suite struct BackboneFeaturesTests {
  /// Images of any size become rows of pooled features, those of the network at 224 x 224.
  @Test func imagesAreScaledToTheSideOfTheNetwork() throws {
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    BackboneGolden.fill(network)
    let format = try Configuration.tiny("image.width=24").image
    let features = BackboneFeatures(network, format, .fromEnvironment)
    #expect(features.space.name == "efficientnet-lite0")
    // One colour stays one colour, whatever the size.
    let small = Tensor(repeating: 0.2, shape: [1, format.height, format.width, 3])
    let level = (0.2 * 127.5 + 127.5).rounded() / 127.5 - 1
    let large = Tensor(repeating: Scalar(level), shape: [1, 224, 224, 3])
    let found = features.features(of: small)
    #expect(found.count == 1 && found[0].count == EfficientNetLite0.pooledFeatures)
    let expected = network.pooledFeatures(of: large, with: .fromEnvironment)
    let closeness = closeness(
      of: found[0], to: expected.elements.map { Double($0) }, relative: 1e-3)
    #expect(closeness.isClose, "\(closeness)")
  }
}
