import CLinux
import MicroKernels
import MicroKernelsAVX2
import MicroKernelsAVX512
import MicroKernelsBFloat16

/// The instructions that convolutions are computed with.
///
/// The result of a path does not depend on the number of threads. Results of different paths differ by
/// rounding. A `Compute` holds the path that a piece of work takes.
public enum KernelPath: String, Sendable, CaseIterable {
  /// Own loops for AVX-512.
  case avx512
  /// Own loops for AVX2 with FMA.
  case avx2
  /// im2col patches and OpenBLAS, on any processor: the reference.
  case openBLAS = "openblas"

  /// Whether this processor and this build have the path.
  ///
  /// The build in double precision has `openBLAS` only.
  public var isAvailable: Bool {
    #if DOUBLE_PRECISION
      self == .openBLAS
    #else
      switch self {
      case .avx512: system_has_avx512()
      case .avx2: system_has_avx2()
      case .openBLAS: true
      }
    #endif
  }

  /// The fastest path that is available.
  public static let best = allCases.first(where: \.isAvailable) ?? .openBLAS

  /// The path's own loops for factors of a precision; `nil` where it has none.
  package func microKernel(_ precision: Precision = .float32) -> MicroKernel? {
    switch (self, precision) {
    case (.avx512, .float32): microKernelAVX512
    case (.avx512, .bfloat16): system_has_avx512_bfloat16() ? microKernelBFloat16 : nil
    case (.avx2, .float32): microKernelAVX2
    case (.avx2, .bfloat16), (.openBLAS, _): nil
    }
  }
}
