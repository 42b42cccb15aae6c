import Autograd
import TensorCore

/// The adjoint of a convolution: [n, h, w, in] -> [n, height, width, out], with a (leaky) ReLU.
///
/// The weight is [window height, window width, out, in], that of the mirrored convolution.
public struct TransposedConvolution2D: Layer {
  private let weight: Parameter
  private let bias: Parameter?
  private let window: ConvolutionWindow
  private let slope: Scalar

  /// Makes a layer with a weight [window height, window width, out, in].
  ///
  /// The window slides over the result and has as many positions there as the input has pixels. So a
  /// stride of 2 with a window of 4 and a padding of 1 doubles height and width.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - inputChannels: channels of the images that come in.
  ///   - outputChannels: channels of the result.
  ///   - window: size, stride and padding of the window.
  ///   - hasBias: whether a number is added to each channel of the result.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - source: draws the weight; the bias starts at zero.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, window: ConvolutionWindow,
    hasBias: Bool, slope: Scalar = 1, from source: inout WeightInitializer
  ) {
    weight = Parameter(
      "\(name).weight",
      source.weight(shape: [window.height, window.width, outputChannels, inputChannels]))
    bias =
      hasBias ? Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputChannels])) : nil
    self.window = window
    self.slope = slope
  }

  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    x.transposedConvolution(
      weight: pass.variable(weight), bias: bias.map(pass.variable), window: window,
      height: (x.shape[1] - 1) * window.stride + window.height - 2 * window.padding,
      width: (x.shape[2] - 1) * window.stride + window.width - 2 * window.padding, slope: slope,
      compute: pass.compute)
  }
}
