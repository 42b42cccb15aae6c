import Files

/// In which numbers the factors of a convolution's products are; sums and all else are of `Scalar`.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// Single precision.
  case float32
  /// Eight bits of precision, with the range of single precision: twice as many products at a time, where
  /// a convolution takes nine products for sixteen; all others stay in single precision.
  case bfloat16

  /// What convolutions of the present task compute in.
  @TaskLocal public static var current = Precision.float32

  /// Whether the current path of kernels has it on this processor.
  public var isAvailable: Bool {
    switch self {
    case .float32: true
    case .bfloat16: KernelPath.current.microKernel(.bfloat16) != nil
    }
  }

  /// Makes sure that it can be computed in.
  ///
  /// - Throws: `Failure` of kind `badConfiguration` where it is not available.
  public func require() throws {
    guard isAvailable else {
      throw Failure(
        .badConfiguration, "training.precision",
        "\(rawValue) needs a processor with AVX512_BF16 and the kernels avx512 "
          + "(here they are \(KernelPath.current.rawValue))",
        hint: "--set training.precision=float32 computes the same with more precision")
    }
  }
}
