/// How one convolution, or one of its gradients, is computed.
public enum ConvolutionMethod: String, Sendable {
  /// One matrix product, as the window covers the whole image.
  case dense
  /// By the tiles of the path, on patches where they lie.
  case direct
  /// By the tiles of the path, with nine products where there were sixteen.
  case winograd
  /// The same with factors of bfloat16.
  case winogradBFloat16 = "winograd bf16"
  /// By the tiles of the path: results times the whole window, added up in place.
  case col2im
  /// By OpenBLAS, on im2col patches.
  case im2col
}

/// One of the three products of a convolution.
public enum ConvolutionProduct: String, Sendable, CaseIterable {
  /// The result.
  case forward
  /// The gradient of the input; the result of a transposed convolution.
  case input
  /// The gradient of the weight.
  case weight
}

extension ConvolutionSizes {
  /// The way that the current path takes for a product of these sizes, in the current precision.
  func method(_ product: ConvolutionProduct) -> ConvolutionMethod {
    if coversInput { return isDenseForFew(product) ? .direct : .dense }
    #if !DOUBLE_PRECISION
      if let microKernel = KernelPath.current.microKernel() {
        if let winograd {
          return winograd.microKernel.factorsPerWord == 1 ? .winograd : .winogradBFloat16
        }
        if product != .input { return .direct }
        let direct = DirectConvolution(microKernel, self)
        if direct.hasInputPullback { return direct.usesCol2Im ? .col2im : .direct }
      }
    #endif
    return .im2col
  }

  /// Whether the window covers images that fit into one tile: then all that counts is how fast weights
  /// are read, and packed ones are read faster.
  private func isDenseForFew(_ product: ConvolutionProduct) -> Bool {
    #if DOUBLE_PRECISION
      false
    #else
      product != .weight && KernelPath.current.microKernel().map { n <= $0.rows } ?? false
    #endif
  }

  #if !DOUBLE_PRECISION
    /// Nine products for sixteen in the current precision, where the sizes fit and it pays.
    private var winograd: WinogradConvolution? {
      KernelPath.current.microKernel(.current).map { WinogradConvolution($0, self) }
        .flatMap { $0.fits && $0.pays ? $0 : nil }
    }
  #endif

  /// The loops of the current path for a product, where its method is theirs.
  fileprivate func tiled(_ product: ConvolutionProduct) -> (any MicroKernelConvolution)? {
    #if !DOUBLE_PRECISION
      switch method(product) {
      case .direct, .col2im:
        return KernelPath.current.microKernel().map { DirectConvolution($0, self) }
      case .winograd, .winogradBFloat16: return winograd
      case .dense, .im2col: return nil
      }
    #else
      return nil
    #endif
  }
}

/// Slides weights over images: the convolution of deep learning, which does not mirror the kernel.
///
/// It takes images [n, height, width, in], a weight [window height, window width, in, out] and a
/// bias [out] to [n, positions down, positions across, out]. Negative results are multiplied by `slope`,
/// from 0 to 1; 1 leaves them as they are.
public func convolution(
  _ x: Tensor, weight: PackedWeight, bias: Tensor? = nil, window: ConvolutionWindow,
  slope: Scalar = 1
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weight.tensor.shape, window: window)
  return ConvolutionLog.measured(.forward, sizes) {
    if let tiled = sizes.tiled(.forward) {
      return tiled.convolution(x, weight: weight, bias: bias, slope: slope)
    }
    if sizes.coversInput {
      let y = matrixProduct(
        x.reshaped([sizes.n, sizes.patch]), weight.tensor.reshaped([sizes.patch, sizes.o])
      ).reshaped(sizes.output)
      return activated(bias.map { addingToRows(y, $0) } ?? y, slope)
    }
    return activated(
      im2colConvolution(x, weight: weight.tensor, bias: bias, sizes: sizes), slope)
  }
}

/// The gradient of `convolution` with respect to its images, given that of its result.
///
/// It is also the transposed convolution: `weight` is [window height, window width, out, in] then, and a
/// bias [out] is added. Negative results are multiplied by `slope`, from 0 to 1; 1 leaves them as they are.
public func convolutionInputPullback(
  _ dy: Tensor, weight: PackedWeight, bias: Tensor? = nil, inputShape: [Int],
  window: ConvolutionWindow, slope: Scalar = 1
) -> Tensor {
  let sizes = ConvolutionSizes(input: inputShape, weight: weight.tensor.shape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return ConvolutionLog.measured(.input, sizes) {
    if let tiled = sizes.tiled(.input) {
      return tiled.inputPullback(dy, weight: weight, bias: bias, slope: slope)
    }
    let plain =
      sizes.coversInput
      ? matrixProduct(
        dy.reshaped([sizes.n, sizes.o]), weight.tensor.reshaped([sizes.patch, sizes.o]),
        transposingSecond: true
      ).reshaped(inputShape)
      : im2colInputPullback(dy, weight: weight.tensor, sizes: sizes)
    return activated(bias.map { addingToRows(plain, $0) } ?? plain, slope)
  }
}

/// The gradient of `convolution` with respect to its weight, given that of its result.
public func convolutionWeightPullback(
  _ dy: Tensor, input x: Tensor, weightShape: [Int], window: ConvolutionWindow
) -> Tensor {
  let sizes = ConvolutionSizes(input: x.shape, weight: weightShape, window: window)
  precondition(dy.shape == sizes.output, "gradient \(dy.shape) where \(sizes.output) is needed")
  return ConvolutionLog.measured(.weight, sizes) {
    if let tiled = sizes.tiled(.weight) { return tiled.weightPullback(dy, input: x) }
    if sizes.coversInput {
      return matrixProduct(
        x.reshaped([sizes.n, sizes.patch]), dy.reshaped([sizes.n, sizes.o]), transposingFirst: true
      ).reshaped(weightShape)
    }
    return im2colWeightPullback(dy, input: x, sizes: sizes)
  }
}

private func activated(_ x: Tensor, _ slope: Scalar) -> Tensor {
  slope == 1 ? x : leakyReLU(x, slope: slope)
}
