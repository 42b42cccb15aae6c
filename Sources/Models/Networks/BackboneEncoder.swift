import Autograd
import Configuration
import Layers
import TensorCore

/// An image encoder that sees the features of EfficientNet-Lite0, frozen, instead of pixels; not in the paper.
///
/// It takes images [batch, height, width, 3] of any size, scales them to its own, and gives [batch, features]: the sum
/// of two small trained parts. One reads the pooled features that the classifier of ImageNet would see. It knows what
/// is shown, wherever it stands, in photographs too. The other, for those who reconstruct, reads maps of features and
/// knows where things are. Each is scaled to a mean square of 1, so that neither drowns the other.
///
/// Nothing is normalised over the batch: photographs and images of pairs may be encoded apart. The weights of
/// EfficientNet-Lite0 are buffers: a model holds them, no optimizer changes them.
struct BackboneEncoder: Layer {
  private let backbone: EfficientNetLite0
  private let size: ImageFormat
  private let pooled: Dense
  private let layout: LayoutEncoder?

  /// An encoder with fresh weights on a frozen network.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters.
  ///   - configuration: says to which size images are scaled, and how many features it gives.
  ///   - backbone: the trained network; `nil` where a file will give its weights.
  ///   - seesLayout: whether it has the part that knows where things are.
  ///   - source: draws the weights.
  init(
    _ name: String, _ configuration: Configuration, _ backbone: EfficientNetLite0?,
    seesLayout: Bool, from source: inout WeightInitializer
  ) {
    var zeros = WeightInitializer.zeros
    self.backbone =
      backbone?.renamed(EfficientNetLite0.nameInModels)
      ?? EfficientNetLite0(EfficientNetLite0.nameInModels, from: &zeros)
    size = configuration.encodedImage
    pooled = Dense(
      "\(name).pooled", inputs: EfficientNetLite0.pooledFeatures,
      outputs: configuration.networks.featureSize, scaledFor: 1, from: &source)
    layout = seesLayout ? LayoutEncoder(name, configuration, from: &source) : nil
  }

  /// Weights of the trained parts.
  static func weights(_ configuration: Configuration, seesLayout: Bool) -> Int {
    EfficientNetLite0.pooledFeatures * configuration.networks.featureSize
      + (seesLayout ? LayoutEncoder.weights(configuration) : 0)
  }

  var parameters: [Parameter] { pooled.parameters + (layout?.parameters ?? []) }
  var buffers: [Parameter] { backbone.parameters }

  /// The pooled features of the frozen network: [batch, 1280].
  func pooledFeatures(of x: Variable, in pass: Pass) -> Variable {
    backbone.pooled(maps(of: x, in: pass)[4], in: pass)
  }

  /// The frozen features of images at all depths.
  private func maps(of x: Variable, in pass: Pass) -> [Variable] {
    backbone.frozenFeatures(
      of: x.resized(height: size.height, width: size.width),
      depths: EfficientNetLite0.channels.count, in: pass)
  }

  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let maps = maps(of: x, in: pass)
    let whole = pooled(backbone.pooled(maps[4], in: pass), in: pass).scaledToUnitMeanSquare()
    guard let layout else { return whole }
    return whole + layout(maps, in: pass).scaledToUnitMeanSquare()
  }
}
