import Autograd
import TensorCore

/// A resize convolution: each pixel repeated two by two, then a 3x3 convolution.
///
/// It avoids the checkerboard patterns of transposed convolutions (Odena et al., "Deconvolution and
/// checkerboard artifacts", 2016).
public struct ResizeConvolution2D: Layer {
  private let convolution: Convolution2D

  /// Makes a layer that doubles height and width.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - inputChannels: channels of the images that come in.
  ///   - outputChannels: channels of the result.
  ///   - hasBias: whether a number is added to each channel of the result.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - source: draws the weight; the bias starts at zero.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, hasBias: Bool, slope: Scalar = 1,
    from source: inout WeightInitializer
  ) {
    convolution = Convolution2D(
      name, inputChannels: inputChannels, outputChannels: outputChannels,
      window: ConvolutionWindow(height: 3, width: 3, stride: 1, padding: 1), hasBias: hasBias,
      slope: slope, from: &source)
  }

  public var parameters: [Parameter] { convolution.parameters }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    convolution(x.upsampled(), in: pass)
  }
}
