import Autograd
import Configuration
import Layers
import TensorCore

/// An image encoder that sees the features of EfficientNet-Lite0, frozen, instead of pixels; not in the paper.
///
/// It takes images [batch, height, width, 3] of any size, scales them to its own, and gives [batch, features]: the sum
/// of two small trained parts. One reads the pooled features that the classifier of ImageNet would see. It knows what
/// is shown, wherever it stands, in photographs too. The other reads maps of features at strides 8, 16 and 32, so that
/// a decoder can reconstruct where things are.
///
/// Nothing is normalised over the batch: photographs and images of pairs may be encoded apart. The weights of
/// EfficientNet-Lite0 are buffers: a model holds them, no optimizer changes them.
struct BackboneEncoder: Layer {
  /// The path of the frozen weights, the same in all networks of a model: a file needs them once.
  private static let backboneName = "backbone"
  /// Channels of the trained convolutions.
  private static let width = 128
  /// Channels that are left of the map at stride 32.
  private static let lowestWidth = 64

  private let backbone: EfficientNetLite0
  private let size: ImageFormat
  private let pooled: Dense
  private let fine: Convolution2D
  private let coarse: Convolution2D
  private let lowest: Convolution2D
  private let layout: Convolution2D

  /// An encoder with fresh weights on a frozen network.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters.
  ///   - configuration: says to which size images are scaled, and how many features it gives.
  ///   - backbone: the trained network; `nil` where a file will give its weights.
  ///   - source: draws the weights.
  init(
    _ name: String, _ configuration: Configuration, _ backbone: EfficientNetLite0?,
    from source: inout WeightInitializer
  ) {
    var zeros = WeightInitializer.zeros
    self.backbone =
      backbone?.renamed(Self.backboneName) ?? EfficientNetLite0(Self.backboneName, from: &zeros)
    size = configuration.encodedImage
    let features = configuration.networks.featureSize
    let (width, lowestWidth) = (Self.width, Self.lowestWidth)
    let channels = EfficientNetLite0.channels
    func convolution(
      _ part: String, _ inputs: Int, _ outputs: Int, _ window: ConvolutionWindow,
      slope: Scalar = 0.2
    ) -> Convolution2D {
      Convolution2D(
        "\(name).\(part)", inputChannels: inputs, outputChannels: outputs, window: window,
        hasBias: true, slope: slope, from: &source)
    }
    pooled = Dense(
      "\(name).pooled", inputs: EfficientNetLite0.pooledFeatures, outputs: features, scaledFor: 1,
      from: &source)
    fine = convolution("fine", channels[2], width, .downsampling)
    coarse = convolution("coarse", width + channels[3], width, .downsampling)
    lowest = convolution(
      "lowest", channels[4], lowestWidth, ConvolutionWindow(height: 1, width: 1))
    layout = convolution(
      "layout", width + lowestWidth, features,
      ConvolutionWindow(height: Self.side(size.height), width: Self.side(size.width)), slope: 1)
  }

  /// The side of the map at stride 32: each layer of stride 2 rounds up.
  static func side(_ pixels: Int) -> Int { (pixels + 31) / 32 }

  /// Weights of the trained parts.
  static func weights(_ configuration: Configuration) -> Int {
    let (size, channels) = (configuration.encodedImage, EfficientNetLite0.channels)
    let features = configuration.networks.featureSize
    return EfficientNetLite0.pooledFeatures * features
      + 16 * width * (channels[2] + width + channels[3]) + channels[4] * lowestWidth
      + side(size.height) * side(size.width) * (width + lowestWidth) * features
  }

  private var trained: [any Layer] { [pooled, fine, coarse, lowest, layout] }
  var parameters: [Parameter] { trained.flatMap(\.parameters) }
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
    let whole = pooled(backbone.pooled(maps[4], in: pass), in: pass)
    let middle = fine(evenSided(maps[2]), in: pass).concatenated(with: maps[3])
    let deep = coarse(evenSided(middle), in: pass).concatenated(with: lowest(maps[4], in: pass))
    return whole + layout(deep, in: pass).reshaped([x.shape[0], whole.shape[1]])
  }

  /// A map with a row and a column of zeros more where it has odd sides, as a downsampling needs.
  private func evenSided(_ map: Variable) -> Variable {
    map.padded(
      height: (map.shape[1] + 1) / 2 * 2, width: (map.shape[2] + 1) / 2 * 2, value: 0)
  }
}
