import Autograd
import TensorCore

/// A block of MobileNetV2: widened by a 1x1 convolution, filtered for each channel, narrowed by another.
///
/// ReLU6 follows the first two, nothing the third. Where stride and channels allow it, the result is added
/// to the input. Source: Sandler et al., "MobileNetV2: Inverted residuals and linear bottlenecks", 2018.
public struct InvertedResidual: Layer {
  private let network: Sequential
  private let isResidual: Bool

  /// Makes a block [n, h, w, in] -> [n, h / stride, w / stride, out].
  ///
  /// - Parameters:
  ///   - name: the path of its convolutions `expand` (if there is one), `depthwise` and `project`.
  ///   - inputChannels: channels of the images that come in.
  ///   - outputChannels: channels of the result.
  ///   - expansion: how many times wider the filtered images are; 1 leaves out the first convolution.
  ///   - window: the side of the depthwise window in pixels.
  ///   - stride: pixels from one position of it to the next.
  ///   - source: draws the weights.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, expansion: Int, window: Int,
    stride: Int, from source: inout WeightInitializer
  ) {
    let point = ConvolutionWindow(height: 1, width: 1)
    let wide = inputChannels * expansion
    var layers: [any Layer] = []
    if expansion > 1 {
      layers.append(
        Convolution2D(
          "\(name).expand", inputChannels: inputChannels, outputChannels: wide, window: point,
          hasBias: true, slope: 0, limit: 6, from: &source))
    }
    layers.append(
      DepthwiseConvolution2D(
        "\(name).depthwise", channels: wide, window: window, stride: stride, slope: 0, limit: 6,
        from: &source))
    layers.append(
      Convolution2D(
        "\(name).project", inputChannels: wide, outputChannels: outputChannels, window: point,
        hasBias: true, from: &source))
    network = Sequential(layers)
    isResidual = stride == 1 && inputChannels == outputChannels
  }

  public var parameters: [Parameter] { network.parameters }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let y = network(x, in: pass)
    return isResidual ? x + y : y
  }
}
