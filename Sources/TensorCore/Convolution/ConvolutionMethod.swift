import MicroKernels

/// How one convolution, or one of its gradients, is computed.
///
/// The sizes, the kernels and the precision decide it: see `ConvolutionSizes`.
public enum ConvolutionMethod: String, Sendable {
  /// One matrix product, as the window covers the whole image.
  case dense
  /// By the micro-kernel of the path, on patches where they lie.
  case direct
  /// By that of a convolution with the channels exchanged; see `MirroredConvolution`.
  case mirrored
  /// By the micro-kernel of the path, with Winograd F(2x2, 2x2).
  case winograd2 = "F(2x2, 2x2)"
  /// By the micro-kernel of the path, with Winograd F(4x4, 2x2).
  case winograd4 = "F(4x4, 2x2)"
  /// By the micro-kernel of the path, with Winograd F(4x4, 3x3).
  case winograd4Taps3 = "F(4x4, 3x3)"
  /// By the micro-kernel of the path, with Winograd F(2x2, 2x2) and factors of bfloat16.
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
          return winograd.method
        }
        if product != .input {
          return MirroredConvolution(microKernel, self) == nil ? .direct : .mirrored
        }
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
    /// The Winograd algorithm with the fewest products that fits the sizes and pays.
    ///
    /// The transforms of four results a side multiply by numbers between 1/15 and 8. Rounded to bfloat16, their
    /// factors would lose too much; with such factors F(2x2, 2x2) alone is used.
    private func winograd(_ compute: Compute) -> WinogradConvolution? {
      guard let single = compute.microKernel, let precise = compute.preciseMicroKernel else {
        return nil
      }
      let candidates: [WinogradConvolution] =
        (precise.factorsPerWord > 1 ? [WinogradConvolution(precise, .results2Taps2, self)] : [])
        + [WinogradAlgorithm.results4Taps3, .results4Taps2, .results2Taps2].map {
          WinogradConvolution(single, $0, self)
        }
      return candidates.first { $0.fits && $0.pays }
    }
  #endif

  /// The own loops for a product; `nil` where its method is one of OpenBLAS.
  func microKernelConvolution(
    _ product: ConvolutionProduct, _ compute: Compute
  ) -> (any MicroKernelConvolution)? {
    #if !DOUBLE_PRECISION
      switch method(product, compute) {
      case .direct, .col2im: return compute.microKernel.map { DirectConvolution($0, self) }
      case .mirrored: return compute.microKernel.flatMap { MirroredConvolution($0, self) }
      case .winograd2, .winograd4, .winograd4Taps3, .winogradBFloat16: return winograd(compute)
      case .dense, .im2col, .plain: return nil
      }
    #else
      return nil
    #endif
  }
}

#if !DOUBLE_PRECISION
  extension WinogradConvolution {
    fileprivate var method: ConvolutionMethod {
      switch algorithm {
      case .results2Taps2: microKernel.factorsPerWord == 1 ? .winograd2 : .winogradBFloat16
      case .results4Taps2: .winograd4
      case .results4Taps3: .winograd4Taps3
      }
    }
  }
#endif
