import Autograd
import TensorCore

/// Two 3x3 convolutions whose result is added to their input (He et al., 2016).
///
/// After the first comes a (leaky) ReLU, after the second nothing, as in CycleGAN (Zhu et al., 2017).
public struct ResidualBlock: Layer {
  private let network: Sequential

  /// Makes a block that keeps the shape of its images.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters; its convolutions are `name.0` and `name.1`.
  ///   - channels: channels of images and result.
  ///   - normalization: the kind after each convolution, or nothing.
  ///   - slope: 0 to 1. Negative results of the first convolution are multiplied by it.
  ///   - source: draws the weights.
  public init(
    _ name: String, channels: Int, normalization: NormalizationKind?, slope: Scalar,
    from source: inout WeightInitializer
  ) {
    var layers: [any Layer] = []
    for (index, slope) in [slope, 1].enumerated() {
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
  }

  public var parameters: [Parameter] { network.parameters }
  public var buffers: [Parameter] { network.buffers }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable { x + network(x, in: pass) }
}
