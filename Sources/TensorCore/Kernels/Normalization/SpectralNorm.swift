/// One step of the power iteration towards the largest singular value of a weight.
///
/// The weight is seen as a matrix [all but the last dimension, last dimension]. `output` is the
/// vector [last dimension] of the step before; from it come `input` = normalised (W output), then
/// the new `output` = normalised (W^T input), as in Miyato et al., "Spectral normalization for
/// generative adversarial networks", 2018.
public func spectralStep(_ weight: Tensor, output: Tensor) -> (input: Tensor, output: Tensor) {
  let matrix = weight.reshaped([weight.rows, weight.channels])
  let input = unit(matrixProduct(matrix, output.reshaped([output.count, 1])))
  let next = unit(matrixProduct(matrix, input, transposingFirst: true))
  return (input.reshaped([input.count]), next.reshaped([next.count]))
}

/// The singular value that belongs to a pair of unit vectors: input^T W output.
///
/// After enough steps of `spectralStep(_:output:)` it is the largest singular value of the weight.
public func singularValue(_ weight: Tensor, input: Tensor, output: Tensor) -> Scalar {
  let image = matrixProduct(
    weight.reshaped([weight.rows, weight.channels]), output.reshaped([output.count, 1]))
  return Scalar(
    zip(image.elements, input.elements).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
}

/// The gradient of weight / singular value with respect to the weight, given that of the result.
///
/// The vectors `input` and `output` count as constants, as in Miyato et al.
public func spectralPullback(
  _ dy: Tensor, result y: Tensor, singularValue: Scalar, input: Tensor, output: Tensor
) -> Tensor {
  let along = zip(dy.elements, y.elements).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
  let channels = y.channels
  return Tensor(shape: y.shape) { out in
    for i in 0..<y.count {
      let outer = input.elements[i / channels] * output.elements[i % channels]
      out[i] = (dy.elements[i] - Scalar(along) * outer) / singularValue
    }
  }
}

/// A vector of length one in the direction of `x`.
private func unit(_ x: Tensor) -> Tensor {
  let square = x.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
  return scaled(x, by: Scalar(1 / (square.squareRoot() + 1e-12)))
}
