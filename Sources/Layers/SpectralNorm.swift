import Autograd
import TensorCore

/// Divides a weight by its largest singular value (Miyato et al., 2018).
///
/// One step of a power iteration in each pass follows the singular value from step to step.
struct SpectralNorm {
  /// The iteration's vector [out], kept between steps.
  let vector: Parameter

  /// Makes the norm of the layer `name`, whose weight has `outputs` outputs.
  init(_ name: String, outputs: Int, from source: inout WeightInitializer) {
    vector = Parameter("\(name).spectral", source.vector(outputs))
  }

  func callAsFunction(_ weight: Variable, in pass: Pass) -> Variable {
    let step = spectralStep(weight.value, output: vector.value)
    if pass.updatesState { vector.value = step.output }
    let value = singularValue(weight.value, input: step.input, output: step.output)
    let y = scaled(weight.value, by: 1 / value)
    return .result(y, of: [weight]) { dy, _ in
      [
        spectralPullback(
          dy, result: y, singularValue: value, input: step.input, output: step.output)
      ]
    }
  }
}
