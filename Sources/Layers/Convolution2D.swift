import Autograd
import TensorCore

/// A convolution [n, h, w, in] -> [n, positions down, positions across, out], with a (leaky) ReLU.
///
/// The weight is [window height, window width, in, out].
public struct Convolution2D: Layer {
  private let weight: Parameter
  private let bias: Parameter?
  private let spectral: SpectralNorm?
  /// Size, stride and padding of the window.
  public let window: ConvolutionWindow
  private let slope, limit: Scalar

  /// Makes a convolution with a weight [window height, window width, in, out].
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - inputChannels: channels of the images that come in.
  ///   - outputChannels: channels of the result.
  ///   - window: size, stride and padding of the window.
  ///   - hasBias: whether a number is added to each channel of the result.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
  ///   - spectralNorm: whether the weight is divided by its largest singular value.
  ///   - source: draws the weight; the bias starts at zero.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, window: ConvolutionWindow,
    hasBias: Bool, slope: Scalar = 1, limit: Scalar = .infinity, spectralNorm: Bool = false,
    from source: inout WeightInitializer
  ) {
    weight = Parameter(
      "\(name).weight",
      source.weight(shape: [window.height, window.width, inputChannels, outputChannels]))
    bias =
      hasBias ? Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputChannels])) : nil
    spectral =
      spectralNorm ? SpectralNorm(name, outputs: outputChannels, from: &source) : nil
    self.window = window
    self.slope = slope
    self.limit = limit
  }

  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }
  public var buffers: [Parameter] { spectral.map { [$0.vector] } ?? [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let raw = pass.variable(weight)
    return x.convolution(
      weight: spectral?(raw, in: pass) ?? raw, bias: bias.map(pass.variable), window: window,
      slope: slope, limit: limit, compute: pass.compute)
  }
}
