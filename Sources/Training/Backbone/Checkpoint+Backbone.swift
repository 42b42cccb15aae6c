import Layers
import Models

/// The frozen weights of EfficientNet-Lite0 that a model holds for its image encoder.
extension Checkpoint {
  /// Whether the file holds them.
  var holdsBackbone: Bool { file.names.contains { $0.hasPrefix(Self.prefix) } }

  private static var prefix: String { EfficientNetLite0.nameInModels + "." }

  /// The network with these weights; `nil` where the file holds none.
  ///
  /// - Returns: the network, whose parameters have the names of the file that `make backbone` writes.
  /// - Throws: `Failure` of kind `badInput` where a tensor is missing or has another shape.
  func backbone() throws -> EfficientNetLite0? {
    guard holdsBackbone else { return nil }
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    for parameter in network.parameters {
      parameter.value = try file.require(
        Self.prefix + parameter.name, shape: parameter.value.shape)
    }
    return network
  }
}
