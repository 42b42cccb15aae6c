import CLinux
import Glibc
import MicroKernels
import MicroKernelsAVX2
import MicroKernelsAVX512
import MicroKernelsBFloat16
import Synchronization

/// Which instructions convolutions are computed with.
///
/// The result of a path does not depend on the number of threads; between paths it differs by rounding.
public enum KernelPath: String, Sendable, CaseIterable {
  /// Own loops for AVX-512.
  case avx512
  /// Own loops for AVX2 with FMA.
  case avx2
  /// im2col patches and OpenBLAS, on any processor: the reference.
  case openBLAS = "openblas"

  /// Whether this processor and this build have the path.
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

  /// The best path that is available.
  public static let best = allCases.first(where: \.isAvailable) ?? .openBLAS

  /// The environment variable that names the path of a process, for tests and scripts.
  public static let variable = "CMCGAN_KERNELS"

  /// What the environment asks for, which may be none of the paths.
  public static var asked: String? {
    guard let text = getenv(variable).map({ String(cString: $0) }), !text.isEmpty else {
      return nil
    }
    return text
  }

  private static let chosen = Mutex(
    asked.flatMap(KernelPath.init(rawValue:)).flatMap { $0.isAvailable ? $0 : nil } ?? best)

  /// The path that convolutions take from now on; it must be available.
  public static var current: KernelPath {
    get { chosen.withLock { $0 } }
    set {
      precondition(newValue.isAvailable, "this processor has no \(newValue.rawValue)")
      chosen.withLock { $0 = newValue }
    }
  }

  /// The loops of the path for factors of a precision, where they are our own.
  package func microKernel(_ precision: Precision = .float32) -> MicroKernel? {
    switch (self, precision) {
    case (.avx512, .float32): microKernelAVX512
    case (.avx512, .bfloat16): system_has_avx512_bfloat16() ? microKernelBFloat16 : nil
    case (.avx2, .float32): microKernelAVX2
    case (.avx2, .bfloat16), (.openBLAS, _): nil
    }
  }
}
