/// The three products of a convolution of fixed sizes, by a `MicroKernel`.
package protocol MicroKernelConvolution {
  /// `convolution`, then `leakyReLU` with the slope.
  func convolution(
    _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor

  /// `convolutionInputPullback` with a bias, then `leakyReLU`: a transposed convolution.
  func inputPullback(
    _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor

  /// `convolutionWeightPullback`.
  func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor
}
