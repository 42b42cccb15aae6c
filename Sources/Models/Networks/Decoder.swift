import Autograd
import Configuration
import Layers
import TensorCore

/// The mirror of an encoder: features with the latent vector appended become an image.
///
/// It takes [batch, features + latent] to [batch, height, width, channels] in (-1, 1): one transposed
/// convolution from a single pixel, then upsampling layers, then tanh. Residual blocks and self-attention
/// have the same positions as in the encoder; further residual blocks may follow each upsampling.
struct Decoder: Layer {
  private let pyramid: Pyramid
  private let network: Sequential

  init(
    _ name: String, of pyramid: Pyramid, width: Int, inputs: Int,
    normalization: NormalizationKind?, upsampling: NetworkSettings.Upsampling,
    attention: Bool = false, residualBlocks: Int = 0, levelBlocks: Int = 0,
    from source: inout WeightInitializer
  ) {
    self.pyramid = pyramid
    var layers: [any Layer] = []
    var channels = Pyramid.channels(width: width, level: pyramid.depth)
    let first = pyramid.isOnePixel ? nil : normalization
    layers.append(
      TransposedConvolution2D(
        "\(name).feature", inputChannels: inputs, outputChannels: channels,
        window: ConvolutionWindow(height: pyramid.lowestHeight, width: pyramid.lowestWidth),
        hasBias: first == nil, slope: first == nil ? 0 : 1, from: &source))
    if let first {
      layers.append(
        Normalization("\(name).feature.norm", kind: first, channels: channels, slope: 0))
    }
    for block in 0..<residualBlocks {
      layers.append(
        ResidualBlock(
          "\(name).residual.\(block)", channels: channels, normalization: first, slope: 0,
          from: &source))
    }
    for level in stride(from: pyramid.depth - 1, through: 0, by: -1) {
      let path = "\(name).up.\(pyramid.depth - 1 - level)"
      let isLast = level == 0
      let next = isLast ? pyramid.channels : Pyramid.channels(width: width, level: level)
      let kind = isLast ? nil : normalization
      let slope: Scalar = isLast || kind != nil ? 1 : 0
      switch upsampling {
      case .transposed:
        layers.append(
          TransposedConvolution2D(
            path, inputChannels: channels, outputChannels: next, window: .downsampling,
            hasBias: kind == nil, slope: slope, from: &source))
      case .resize:
        layers.append(
          ResizeConvolution2D(
            path, inputChannels: channels, outputChannels: next, hasBias: kind == nil,
            slope: slope, from: &source))
      }
      if let kind {
        layers.append(Normalization("\(path).norm", kind: kind, channels: next, slope: 0))
      }
      if isLast { layers.append(HyperbolicTangent()) }
      channels = next
      for block in 0..<(isLast ? 0 : levelBlocks) {
        layers.append(
          ResidualBlock(
            "\(path).residual.\(block)", channels: channels, convolutions: 1, normalization: kind,
            slope: 0, sumSlope: 0, from: &source))
      }
      if attention && level == NetworkSettings.attentionLevel {
        layers.append(SelfAttention("\(name).attention", channels: channels, from: &source))
      }
    }
    network = Sequential(layers)
  }

  var parameters: [Parameter] { network.parameters }
  var buffers: [Parameter] { network.buffers }

  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let y = network(x.reshaped([x.shape[0], 1, 1, x.shape[1]]), in: pass)
    return y.cropped(height: pyramid.height, width: pyramid.width)
  }
}
