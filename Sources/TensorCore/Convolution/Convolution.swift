/// Slides weights over images: the convolution of deep learning, which does not mirror the kernel.
///
/// - Parameters:
///   - x: images [n, height, width, in].
///   - weight: [window height, window width, in, out].
///   - bias: [out], added to each result.
///   - window: size, stride and padding of the window.
///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
///   - compute: kernels and precision.
/// - Returns: [n, positions down, positions across, out].
public func convolution(
  _ x: Tensor, weight: PackedWeight, bias: Tensor? = nil, window: ConvolutionWindow,
  slope: Scalar = 1, limit: Scalar = .infinity, compute: Compute
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weight.tensor.shape, window: window)
  return compute.noted(.forward, sizes) {
    if let own = sizes.microKernelConvolution(.forward, compute) {
      return own.convolution(x, weight: weight, bias: bias, slope: slope, limit: limit)
    }
    if sizes.coversInput {
      let y = matrixProduct(
        x.reshaped([sizes.n, sizes.patch]), weight.tensor.reshaped([sizes.patch, sizes.o])
      ).reshaped(sizes.output)
      return rectified(bias.map { addingToRows(y, $0) } ?? y, slope: slope, limit: limit)
    }
    return rectified(
      im2colConvolution(x, weight: weight.tensor, bias: bias, sizes: sizes), slope: slope,
      limit: limit)
  }
}

/// The gradient of `convolution` with respect to its images, given that of its result.
///
/// It is also the transposed convolution, with a weight [window height, window width, out, in].
///
/// - Parameters:
///   - dy: the gradient of the result, or the input of a transposed convolution.
///   - weight: as in `convolution`.
///   - bias: [in] of the convolution, added to each result.
///   - inputShape: the shape of the convolution's images, which is that of the result.
///   - window: as in `convolution`.
///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
///   - compute: kernels and precision.
/// - Returns: [n, height, width, in], the shape of the convolution's images.
public func convolutionInputPullback(
  _ dy: Tensor, weight: PackedWeight, bias: Tensor? = nil, inputShape: [Int],
  window: ConvolutionWindow, slope: Scalar = 1, compute: Compute
) -> Tensor {
  let sizes = ConvolutionSizes(input: inputShape, weight: weight.tensor.shape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return compute.noted(.input, sizes) {
    if let own = sizes.microKernelConvolution(.input, compute) {
      return own.inputPullback(dy, weight: weight, bias: bias, slope: slope)
    }
    let plain =
      sizes.coversInput
      ? matrixProduct(
        dy.reshaped([sizes.n, sizes.o]), weight.tensor.reshaped([sizes.patch, sizes.o]),
        transposingSecond: true
      ).reshaped(inputShape)
      : im2colInputPullback(dy, weight: weight.tensor, sizes: sizes)
    return rectified(bias.map { addingToRows(plain, $0) } ?? plain, slope: slope)
  }
}

/// The gradient of `convolution` with respect to its weight, given that of its result.
///
/// - Parameters:
///   - dy: the gradient of the result: [n, positions down, positions across, out].
///   - x: the images of the convolution: [n, height, width, in].
///   - weightShape: [window height, window width, in, out], which is that of the result.
///   - window: as in `convolution`.
///   - compute: kernels and precision.
/// - Returns: [window height, window width, in, out].
public func convolutionWeightPullback(
  _ dy: Tensor, input x: Tensor, weightShape: [Int], window: ConvolutionWindow, compute: Compute
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weightShape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return compute.noted(.weight, sizes) {
    if let own = sizes.microKernelConvolution(.weight, compute) {
      return own.weightPullback(dy, input: x)
    }
    if sizes.coversInput {
      return matrixProduct(
        x.reshaped([sizes.n, sizes.patch]), dy.reshaped([sizes.n, sizes.o]), transposingFirst: true
      ).reshaped(weightShape)
    }
    return im2colWeightPullback(dy, input: x, sizes: sizes)
  }
}
