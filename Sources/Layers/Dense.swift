import Autograd
import TensorCore

/// An affine map of features [n, in] -> [n, out].
///
/// The weight is [in, out], the bias [out].
public struct Dense: Layer {
  private let weight: Parameter
  private let bias: Parameter
  private let spectral: SpectralNorm?

  /// Makes a dense layer with a weight [in, out] and a bias [out].
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - inputs: features that come in.
  ///   - outputs: features of the result.
  ///   - spectralNorm: whether the weight is divided by its largest singular value.
  ///   - source: draws the weight; the bias starts at zero.
  public init(
    _ name: String, inputs: Int, outputs: Int, spectralNorm: Bool = false,
    from source: inout WeightInitializer
  ) {
    weight = Parameter("\(name).weight", source.weight(shape: [inputs, outputs]))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputs]))
    spectral = spectralNorm ? SpectralNorm(name, outputs: outputs, from: &source) : nil
  }

  /// Makes a dense layer that keeps the size of its inputs, for networks without normalisation.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.weight` and `name.bias`.
  ///   - inputs: features that come in.
  ///   - outputs: features of the result.
  ///   - slope: that of the leaky ReLU behind the layer; 1 where there is none.
  ///   - source: draws the weight by `scaledWeight`; the bias starts at zero.
  public init(
    _ name: String, inputs: Int, outputs: Int, scaledFor slope: Double,
    from source: inout WeightInitializer
  ) {
    weight = Parameter(
      "\(name).weight", source.scaledWeight(inputs: inputs, outputs: outputs, slope: slope))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputs]))
    spectral = nil
  }

  public var parameters: [Parameter] { [weight, bias] }
  public var buffers: [Parameter] { spectral.map { [$0.vector] } ?? [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let raw = pass.variable(weight)
    return x.dense(weight: spectral?(raw, in: pass) ?? raw, bias: pass.variable(bias))
  }
}
