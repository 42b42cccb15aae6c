/// The three products of a convolution of fixed sizes, by a `MicroKernel`.
package protocol MicroKernelConvolution {
  /// `convolution`, then `rectified` with slope and limit.
  func convolution(
    _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar, limit: Scalar
  ) -> Tensor

  /// `convolutionInputPullback` with a bias, then `leakyReLU`: a transposed convolution.
  func inputPullback(
    _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor

  /// `convolutionWeightPullback`.
  func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor
}

extension MicroKernelConvolution {
  /// `convolution`, then `leakyReLU` with the slope.
  package func convolution(
    _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor {
    convolution(x, weight: weight, bias: bias, slope: slope, limit: .infinity)
  }
}
