import Autograd
import TensorCore

/// 3x3 convolutions whose result is added to their input (He et al., 2016).
///
/// A (leaky) ReLU follows each convolution but the last. By default the sum stays as it is, as in CycleGAN
/// (Zhu et al., 2017).
public struct ResidualBlock: Layer {
  private let network: Sequential
  private let sumSlope: Scalar

  /// Makes a block that keeps the shape of its images.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters; its convolutions are `name.0`, `name.1` and so on.
  ///   - channels: channels of images and result.
  ///   - convolutions: how many convolutions there are.
  ///   - normalization: the kind after each convolution, or nothing.
  ///   - slope: 0 to 1. Negative results of all convolutions but the last are multiplied by it.
  ///   - sumSlope: 0 to 1. Negative sums are multiplied by it; 1 leaves them as they are.
  ///   - source: draws the weights.
  public init(
    _ name: String, channels: Int, convolutions: Int = 2, normalization: NormalizationKind?,
    slope: Scalar, sumSlope: Scalar = 1, from source: inout WeightInitializer
  ) {
    var layers: [any Layer] = []
    for index in 0..<convolutions {
      let slope: Scalar = index == convolutions - 1 ? 1 : slope
      let path = "\(name).\(index)"
      layers.append(
        Convolution2D(
          path, inputChannels: channels, outputChannels: channels,
          window: ConvolutionWindow(height: 3, width: 3, padding: 1),
          hasBias: normalization == nil, slope: normalization == nil ? slope : 1, from: &source))
      if let normalization {
        layers.append(
          Normalization("\(path).norm", kind: normalization, channels: channels, slope: slope))
      }
    }
    network = Sequential(layers)
    self.sumSlope = sumSlope
  }

  public var parameters: [Parameter] { network.parameters }
  public var buffers: [Parameter] { network.buffers }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let sum = x + network(x, in: pass)
    return sumSlope == 1 ? sum : sum.leakyReLU(slope: sumSlope)
  }
}
