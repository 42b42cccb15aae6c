/// How one convolution, or one of its gradients, is computed.
///
/// The sizes, the kernels and the precision decide it: see `ConvolutionSizes`.
public enum ConvolutionMethod: String, Sendable {
  /// One matrix product, as the window covers the whole image.
  case dense
  /// By the micro-kernel of the path, on patches where they lie.
  case direct
  /// By the micro-kernel of the path, with Winograd F(2x2, 2x2).
  case winograd
  /// The same with factors of bfloat16.
  case winogradBFloat16 = "winograd bf16"
  /// By the micro-kernel of the path: results times the whole window, added up in place.
  case col2im
  /// By OpenBLAS, on im2col patches.
  case im2col
  /// By plain loops: depthwise convolutions without a micro-kernel.
  case plain
}

/// One of the three products of a convolution.
///
/// A training step computes all three of each layer.
public enum ConvolutionProduct: String, Sendable, CaseIterable {
  /// The result.
  case forward
  /// The gradient of the input; the result of a transposed convolution.
  case input
  /// The gradient of the weight.
  case weight
}

extension ConvolutionSizes {
  /// The method for a product of these sizes with the given kernels and precision.
  func method(_ product: ConvolutionProduct, _ compute: Compute) -> ConvolutionMethod {
    if coversInput { return isDenseForFew(product, compute) ? .direct : .dense }
    #if !DOUBLE_PRECISION
      if let microKernel = compute.microKernel {
        if let winograd = winograd(compute) {
          return winograd.microKernel.factorsPerWord == 1 ? .winograd : .winogradBFloat16
        }
        if product != .input { return .direct }
        let direct = DirectConvolution(microKernel, self)
        if direct.hasInputPullback { return direct.usesCol2Im ? .col2im : .direct }
      }
    #endif
    return .im2col
  }

  /// Whether the window covers images that fit into one micro-kernel.
  ///
  /// Then all that counts is how fast weights are read, and packed ones are read faster.
  private func isDenseForFew(_ product: ConvolutionProduct, _ compute: Compute) -> Bool {
    #if DOUBLE_PRECISION
      false
    #else
      product != .weight && compute.microKernel.map { n <= $0.rows } ?? false
    #endif
  }

  #if !DOUBLE_PRECISION
    /// Winograd F(2x2, 2x2) in the chosen precision, where the sizes fit and it pays.
    private func winograd(_ compute: Compute) -> WinogradConvolution? {
      compute.preciseMicroKernel.map { WinogradConvolution($0, self) }
        .flatMap { $0.fits && $0.pays ? $0 : nil }
    }
  #endif

  /// The own loops for a product; `nil` where its method is one of OpenBLAS.
  func microKernelConvolution(
    _ product: ConvolutionProduct, _ compute: Compute
  ) -> (any MicroKernelConvolution)? {
    #if !DOUBLE_PRECISION
      switch method(product, compute) {
      case .direct, .col2im: return compute.microKernel.map { DirectConvolution($0, self) }
      case .winograd, .winogradBFloat16: return winograd(compute)
      case .dense, .im2col, .plain: return nil
      }
    #else
      return nil
    #endif
  }
}
