import Autograd
import Configuration
import Layers
import TensorCore

/// A small network that maps the feature vector F of one modality, with z appended, to a code that the
/// decoder of the other modality reads: [batch, features + latent] to [batch, features].
///
/// A decoder that learned as a part of an autoencoder knows the codes of its own modality only. The mapping
/// leads there, and z chooses among the codes that fit. Dense layers with LeakyReLU 0.2 between them.
struct Mapping: Layer {
  private let layers: [Dense]
  private static let slope = 0.2

  init(
    _ name: String, inputs: Int, features: Int, _ settings: DecoderSettings,
    from source: inout WeightInitializer
  ) {
    var layers: [Dense] = []
    for index in 0..<settings.mappingLayers {
      let isLast = index == settings.mappingLayers - 1
      layers.append(
        Dense(
          "\(name).\(index)", inputs: index == 0 ? inputs : settings.mappingWidth,
          outputs: isLast ? features : settings.mappingWidth, scaledFor: isLast ? 1 : Self.slope,
          from: &source))
    }
    self.layers = layers
  }

  var parameters: [Parameter] { layers.flatMap(\.parameters) }

  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    layers.enumerated().reduce(x) { value, layer in
      let y = layer.element(value, in: pass)
      return layer.offset == layers.count - 1 ? y : y.leakyReLU(slope: Scalar(Self.slope))
    }
  }
}
