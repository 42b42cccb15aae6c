import TensorCore

extension Variable {
  /// Images [n, h, w, in] convolved with a weight, followed by a (leaky) ReLU.
  ///
  /// - Parameters:
  ///   - weight: [window height, window width, in, out].
  ///   - bias: [out], or nothing.
  ///   - window: size, stride and padding of the window.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
  ///   - compute: the kernels and the precision, for the way back too.
  /// - Returns: images [n, positions down, positions across, out].
  public func convolution(
    weight: Variable, bias: Variable?, window: ConvolutionWindow, slope: Scalar = 1,
    limit: Scalar = .infinity, compute: Compute
  ) -> Variable {
    let (later, inputShape, weightShape) = (self.later, shape, weight.shape)
    let packed = weight.packed
    let y = TensorCore.convolution(
      value, weight: packed, bias: bias?.value, window: window, slope: slope,
      limit: limit, compute: compute)
    return .result(y, of: [self, weight] + (bias.map { [$0] } ?? [])) { dy, wanted in
      let dy = rectifiedPullback(dy, result: y, slope: slope, limit: limit)
      return [
        wanted[0]
          ? convolutionInputPullback(
            dy, weight: packed, inputShape: inputShape, window: window, compute: compute) : nil,
        wanted[1]
          ? convolutionWeightPullback(
            dy, input: later(), weightShape: weightShape, window: window, compute: compute) : nil,
        wanted.count > 2 && wanted[2] ? sumOfRows(dy) : nil,
      ]
    }
  }

  /// Images [n, h, w, channels], each channel convolved with a window of its own, followed by a (leaky) ReLU.
  ///
  /// Zeros stand around the images as in TensorFlow's "SAME"; see `depthwiseConvolution` of TensorCore.
  ///
  /// - Parameters:
  ///   - weight: [window, window, channels].
  ///   - bias: [channels], or nothing.
  ///   - stride: pixels from one position to the next.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - limit: the largest result; 6 with a slope of 0 is the ReLU6.
  ///   - compute: the kernels, for the way back too.
  /// - Returns: images [n, h / stride, w / stride, channels], rounded up.
  public func depthwiseConvolution(
    weight: Variable, bias: Variable?, stride: Int, slope: Scalar = 1, limit: Scalar = .infinity,
    compute: Compute
  ) -> Variable {
    let (later, inputShape, factors) = (self.later, shape, weight.value)
    let y = TensorCore.depthwiseConvolution(
      value, weight: factors, bias: bias?.value, stride: stride, slope: slope, limit: limit,
      compute: compute)
    let isRectified = slope != 1 || limit < .infinity
    return .result(y, of: [self, weight] + (bias.map { [$0] } ?? [])) { dy, wanted in
      let needsPlain = wanted[1] || wanted.count > 2 && wanted[2]
      // For the images alone, the kernel applies the ReLU's gradient to what it reads.
      let plain =
        needsPlain && isRectified
        ? rectifiedPullback(dy, result: y, slope: slope, limit: limit) : dy
      return [
        wanted[0]
          ? depthwiseConvolutionInputPullback(
            plain, result: isRectified && !needsPlain ? y : nil, weight: factors,
            inputShape: inputShape, stride: stride, slope: slope, limit: limit, compute: compute)
          : nil,
        wanted[1]
          ? depthwiseConvolutionWeightPullback(
            plain, input: later(), window: factors.shape[0], stride: stride, compute: compute)
          : nil,
        wanted.count > 2 && wanted[2] ? sumOfRows(plain) : nil,
      ]
    }
  }
}
