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

  public var parameters: [Parameter] { [weight, bias] }
  public var buffers: [Parameter] { spectral.map { [$0.vector] } ?? [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let raw = pass.variable(weight)
    return x.dense(weight: spectral?(raw, in: pass) ?? raw, bias: pass.variable(bias))
  }
}
