import Autograd
import TensorCore

/// A window of its own for each channel: [n, h, w, channels] -> [n, h / stride, w / stride, channels].
///
/// The weight is [window, window, channels]. Zeros stand around the images as in TensorFlow's "SAME". A (leaky)
/// ReLU with a limit follows. Source: Howard et al., "MobileNets", 2017.
public struct DepthwiseConvolution2D: Layer {
  private let weight, bias: Parameter
  private let stride: Int
  private let slope, limit: Scalar

  /// Makes a depthwise convolution with a bias.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - channels: channels of the images and of the result.
  ///   - window: the side of the window in pixels.
  ///   - stride: pixels from one position to the next, at most `window`.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
  ///   - source: draws the weight; the bias starts at zero.
  public init(
    _ name: String, channels: Int, window: Int, stride: Int, slope: Scalar = 1,
    limit: Scalar = .infinity, from source: inout WeightInitializer
  ) {
    weight = Parameter("\(name).weight", source.weight(shape: [window, window, channels]))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [channels]))
    self.stride = stride
    self.slope = slope
    self.limit = limit
  }

  public var parameters: [Parameter] { [weight, bias] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    x.depthwiseConvolution(
      weight: pass.variable(weight), bias: pass.variable(bias), stride: stride, slope: slope,
      limit: limit, compute: pass.compute)
  }
}
