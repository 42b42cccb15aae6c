import Files

/// The numbers that a convolution multiplies; sums and all else are of type `Scalar`.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// Single precision.
  case float32
  /// Eight bits of precision, with the range of single precision.
  ///
  /// An instruction makes twice as many products. Only convolutions by Winograd F(2x2, 2x2) use it; all
  /// others stay in single precision.
  case bfloat16

  /// Whether kernels can compute in this precision on this processor.
  ///
  /// Single precision always is. `bfloat16` needs AVX512_BF16 and kernels for AVX-512.
  public func isAvailable(with kernels: KernelPath) -> Bool {
    switch self {
    case .float32: true
    case .bfloat16: kernels.microKernel(.bfloat16) != nil
    }
  }

  /// Makes sure that kernels can compute in this precision.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` where they cannot.
  public func require(with kernels: KernelPath) throws {
    guard isAvailable(with: kernels) else {
      throw Failure(
        .badConfiguration, "training.precision",
        "\(rawValue) needs a processor with AVX512_BF16 and the kernels avx512 "
          + "(here they are \(kernels.rawValue))",
        hint: "Use --set training.precision=float32.")
    }
  }
}
