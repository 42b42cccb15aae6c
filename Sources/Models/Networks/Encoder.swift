import Autograd
import Configuration
import Layers
import TensorCore

/// A stack of 4x4 convolutions with stride 2, then one convolution over all that is left.
///
/// It takes [batch, height, width, channels] to [batch, features]. The first layer and tensors of one
/// pixel are not normalised. Encoders, classifiers and the discriminator's towers are made of it.
///
/// A pooled encoder, for sounds, convolves one column at a time in the end and takes the mean over
/// columns, so that the time of an event does not matter. Self-attention is applied to what two
/// downsamplings leave; residual blocks stand after the last.
struct Encoder: Layer {
  private let pyramid: Pyramid
  private let network: Sequential
  private let features: Int
  private let isPooled: Bool

  init(
    _ name: String, of pyramid: Pyramid, width: Int, features: Int,
    normalization: NormalizationKind?, spectralNorm: Bool = false, isPooled: Bool = false,
    attention: Bool = false, residualBlocks: Int = 0, from source: inout WeightInitializer
  ) {
    self.pyramid = pyramid
    self.features = features
    self.isPooled = isPooled
    let slope: Scalar = 0.2
    var layers: [any Layer] = []
    var channels = pyramid.channels
    for level in 1...pyramid.depth {
      let path = "\(name).down.\(level - 1)"
      let kind = level == 1 || pyramid.isOnePixel(level: level) ? nil : normalization
      let next = Pyramid.channels(width: width, level: level)
      layers.append(
        Convolution2D(
          path, inputChannels: channels, outputChannels: next, window: .downsampling,
          hasBias: kind == nil, slope: kind == nil ? slope : 1, spectralNorm: spectralNorm,
          from: &source))
      if let kind {
        layers.append(Normalization("\(path).norm", kind: kind, channels: next, slope: slope))
      }
      channels = next
      if attention && level == NetworkSettings.attentionLevel {
        layers.append(SelfAttention("\(name).attention", channels: channels, from: &source))
      }
    }
    for block in 0..<residualBlocks {
      layers.append(
        ResidualBlock(
          "\(name).residual.\(block)", channels: channels,
          normalization: pyramid.isOnePixel ? nil : normalization, slope: slope,
          from: &source))
    }
    layers.append(
      Convolution2D(
        "\(name).feature", inputChannels: channels, outputChannels: features,
        window: ConvolutionWindow(
          height: pyramid.lowestHeight, width: isPooled ? 1 : pyramid.lowestWidth),
        hasBias: true, spectralNorm: spectralNorm, from: &source))
    network = Sequential(layers)
  }

  var parameters: [Parameter] { network.parameters }
  var buffers: [Parameter] { network.buffers }

  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let padded = x.padded(
      height: pyramid.paddedHeight, width: pyramid.paddedWidth, value: floorValue)
    let result = network(padded, in: pass)
    return isPooled
      ? result.leakyReLU(slope: 0.2).meanOfPositions() : result.reshaped([x.shape[0], features])
  }
}

extension ConvolutionWindow {
  /// The 4x4 window with stride 2 that halves an image's sides.
  static let downsampling = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
}
