/// The three products of a convolution of certain sizes, by the loops of a `MicroKernel`.
package protocol MicroKernelConvolution {
  /// `convolution` with `leakyReLU` of the slope.
  func convolution(
    _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor

  /// `convolutionInputPullback` with a bias and `leakyReLU` of the slope: a transposed convolution.
  func inputPullback(
    _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
  ) -> Tensor

  /// `convolutionWeightPullback`.
  func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor
}
