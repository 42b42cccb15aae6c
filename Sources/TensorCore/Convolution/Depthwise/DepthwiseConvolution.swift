/// Slides a window of its own over each channel of images, then applies a (leaky) ReLU with a limit.
///
/// The images are extended with zeros as in TensorFlow's "SAME". Source: Howard et al., "MobileNets", 2017.
///
/// - Parameters:
///   - x: images [n, height, width, channels].
///   - weight: [window, window, channels]; a window is square.
///   - bias: [channels], added to each result.
///   - stride: pixels from one position to the next, at most the side of the window.
///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
///   - compute: the kernels; depthwise convolutions always compute in single precision.
/// - Returns: [n, height / stride, width / stride, channels], rounded up.
public func depthwiseConvolution(
  _ x: Tensor, weight: Tensor, bias: Tensor? = nil, stride: Int = 1, slope: Scalar = 1,
  limit: Scalar = .infinity, compute: Compute
) -> Tensor {
  let sizes = DepthwiseSizes(input: x.shape, weight: weight.shape, stride: stride)
  return compute.noted(.forward, sizes) {
    #if !DOUBLE_PRECISION
      if let own = DirectDepthwiseConvolution(compute.microKernel, sizes) {
        return own.convolution(x, weight: weight, bias: bias, slope: slope, limit: limit)
      }
    #endif
    let y = sizes.plainConvolution(x, weight: weight)
    return rectified(bias.map { addingToRows(y, $0) } ?? y, slope: slope, limit: limit)
  }
}

/// The gradient of `depthwiseConvolution` with respect to its images, given that of its result.
///
/// - Parameters:
///   - dy: the gradient of the result: [n, positions down, positions across, channels].
///   - y: the result, if a ReLU or a limit was applied.
///   - weight: as in `depthwiseConvolution`.
///   - inputShape: the shape of the images.
///   - stride: as in `depthwiseConvolution`.
///   - slope: as in `depthwiseConvolution`.
///   - limit: as in `depthwiseConvolution`.
///   - compute: the kernels.
/// - Returns: a gradient of the shape of the images.
public func depthwiseConvolutionInputPullback(
  _ dy: Tensor, result y: Tensor? = nil, weight: Tensor, inputShape: [Int], stride: Int = 1,
  slope: Scalar = 1, limit: Scalar = .infinity, compute: Compute
) -> Tensor {
  let sizes = DepthwiseSizes(input: inputShape, weight: weight.shape, stride: stride)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return compute.noted(.input, sizes) {
    #if !DOUBLE_PRECISION
      if let own = DirectDepthwiseConvolution(compute.microKernel, sizes) {
        return own.inputPullback(dy, result: y, weight: weight, slope: slope, limit: limit)
      }
    #endif
    let dy = y.map { rectifiedPullback(dy, result: $0, slope: slope, limit: limit) } ?? dy
    return sizes.plainInputPullback(dy, weight: weight)
  }
}

/// The gradient of `depthwiseConvolution` with respect to its weight, given that of its plain result.
///
/// - Parameters:
///   - dy: the gradient of the result before ReLU and limit.
///   - x: the images of the convolution.
///   - window: the side of the window.
///   - stride: as in `depthwiseConvolution`.
///   - compute: the kernels.
/// - Returns: [window, window, channels].
public func depthwiseConvolutionWeightPullback(
  _ dy: Tensor, input x: Tensor, window: Int, stride: Int = 1, compute: Compute
) -> Tensor {
  let sizes = DepthwiseSizes(
    input: x.shape, weight: [window, window, x.channels], stride: stride)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return compute.noted(.weight, sizes) {
    #if !DOUBLE_PRECISION
      if let own = DirectDepthwiseConvolution(compute.microKernel, sizes) {
        return own.weightPullback(dy, input: x)
      }
    #endif
    return sizes.plainWeightPullback(dy, input: x)
  }
}

extension Compute {
  fileprivate func noted(
    _ product: ConvolutionProduct, _ sizes: DepthwiseSizes, _ body: () -> Tensor
  ) -> Tensor {
    noted(
      product, input: sizes.input, weight: sizes.loggedWeight, operations: sizes.operations,
      method: kernels == .openBLAS ? .plain : .direct, body)
  }
}
