import Autograd
import TensorCore

/// Self-attention over the positions of an image, added to it (SAGAN, Zhang et al., 2019).
///
/// Queries and keys have an eighth of the channels, values a half; all four maps are 1x1 convolutions
/// without bias. The last of them starts at zero, as SAGAN's factor does, so that the layer changes
/// nothing at first.
public struct SelfAttention: Layer {
  private let query: Convolution2D
  private let key: Convolution2D
  private let value: Convolution2D
  private let output: Convolution2D

  /// Makes a layer that keeps the shape of its images.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters.
  ///   - channels: channels of images and result.
  ///   - source: draws the weights, except those of the last map.
  public init(_ name: String, channels: Int, from source: inout WeightInitializer) {
    func map(_ part: String, _ inputs: Int, _ outputs: Int, _ source: inout WeightInitializer)
      -> Convolution2D
    {
      Convolution2D(
        "\(name).\(part)", inputChannels: inputs, outputChannels: outputs,
        window: ConvolutionWindow(height: 1, width: 1), hasBias: false, from: &source)
    }
    let (narrow, half) = (max(1, channels / 8), max(1, channels / 2))
    query = map("query", channels, narrow, &source)
    key = map("key", channels, narrow, &source)
    value = map("value", channels, half, &source)
    var zeros = WeightInitializer.zeros
    output = map("output", half, channels, &zeros)
  }

  public var parameters: [Parameter] {
    [query, key, value, output].flatMap(\.parameters)
  }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let (members, positions) = (x.shape[0], x.shape[1] * x.shape[2])
    func flat(_ map: Convolution2D) -> Variable {
      let y = map(x, in: pass)
      return y.reshaped([members, positions, y.shape[3]])
    }
    let taken = Variable.attention(queries: flat(query), keys: flat(key), values: flat(value))
    let shape = Array(x.shape.dropLast()) + [taken.shape[2]]
    return x + output(taken.reshaped(shape), in: pass)
  }
}
