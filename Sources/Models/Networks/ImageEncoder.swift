import Autograd
import Configuration
import Layers
import TensorCore

/// The image encoder of a model: what `networks.imageEncoder` says.
///
/// It takes [batch, height, width, 3] to [batch, features].
struct ImageEncoder: Layer {
  private let network: any Layer
  /// Whether the features of an image do not depend on the images beside it.
  private let encodesApart: Bool

  /// An encoder with fresh weights.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters.
  ///   - configuration: the kind of encoder, and its sizes.
  ///   - backbone: EfficientNet-Lite0, where `configuration.hasBackboneEncoder`; `nil` where a file will give
  ///     its weights.
  ///   - seesLayout: whether it has to know where things are, and not only what is shown.
  ///   - source: draws the weights.
  ///   - convolutions: makes the encoder where it consists of convolutions.
  init(
    _ name: String, _ configuration: Configuration, _ backbone: EfficientNetLite0?,
    seesLayout: Bool = true, from source: inout WeightInitializer,
    convolutions: (inout WeightInitializer) -> Encoder
  ) {
    encodesApart = configuration.hasBackboneEncoder
    network =
      encodesApart
      ? BackboneEncoder(name, configuration, backbone, seesLayout: seesLayout, from: &source)
      : convolutions(&source)
  }

  /// An encoder without statistics of batches.
  init(_ network: any Layer) { (self.network, encodesApart) = (network, true) }

  var parameters: [Parameter] { network.parameters }
  var buffers: [Parameter] { network.buffers }

  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable { network(x, in: pass) }

  /// The pooled features of a frozen network: [batch, length]; `nil` where all of the encoder learns.
  func pooledFeatures(of x: Variable, in pass: Pass) -> Variable? {
    (network as? BackboneEncoder)?.pooledFeatures(of: x, in: pass)
  }

  /// The features of images with unpaired ones in the place of some.
  ///
  /// - Parameters:
  ///   - unpaired: the unpaired images.
  ///   - images: the batch that they stand in.
  ///   - own: the features of `images`.
  ///   - pass: where the work is recorded.
  /// - Returns: [batch, features].
  func features(
    of unpaired: UnpairedImages, among images: Variable, own: Variable, in pass: Pass
  ) -> Variable {
    if encodesApart {
      return own.replacingItems(
        unpaired.places, with: network(Variable(unpaired.images), in: pass))
    }
    // The statistics of normalisation are those of the whole batch.
    return network(
      images.replacingItems(unpaired.places, with: Variable(unpaired.images)), in: pass)
  }
}
