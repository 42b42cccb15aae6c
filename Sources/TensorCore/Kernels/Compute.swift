import Glibc
import MicroKernels

/// What convolutions are computed with: kernels and precision.
///
/// Whoever begins a piece of work chooses it once: a command, a trainer, a model that was loaded. It is
/// handed down from there through passes to kernels. No kernel looks for it elsewhere, so two models
/// in one process can compute with different kernels at the same time.
public struct Compute: Sendable {
  /// The instructions; they must be available on this processor.
  public let kernels: KernelPath
  /// The numbers that are multiplied.
  ///
  /// Training sets it from `training.precision`; all else uses `float32`.
  public var precision: Precision
  /// Where each convolution is noted with its time; `nil`: nowhere, which costs nothing.
  public var log: ConvolutionLog?

  /// Chooses kernels and precision, by default the fastest kernels and single precision.
  ///
  /// - Parameters:
  ///   - kernels: the instructions. The processor must have them.
  ///   - precision: the numbers that are multiplied. Where the kernels lack it, `float32` is used.
  public init(kernels: KernelPath = .best, precision: Precision = .float32) {
    precondition(kernels.isAvailable, "this processor has no \(kernels.rawValue)")
    self.kernels = kernels
    self.precision = precision
  }

  /// The same kernels with another precision.
  public func with(precision: Precision) -> Compute {
    var other = self
    other.precision = precision
    return other
  }

  /// The same kernels and precision, with convolutions noted in a log.
  ///
  /// The log can be shared by several threads.
  public func noting(in log: ConvolutionLog) -> Compute {
    var other = self
    other.log = log
    return other
  }

  /// The kernels' own loops for products of single precision.
  var microKernel: MicroKernel? { kernels.microKernel() }

  /// The kernels' own loops for products of the chosen precision.
  var preciseMicroKernel: MicroKernel? { kernels.microKernel(precision) }
}

extension Compute {
  /// The environment variable that names the kernels of a process, for tests and scripts.
  public static let variable = "CMCGAN_KERNELS"

  /// The value of the environment variable, which may name no kernels at all; `nil` where it is empty.
  public static var requestedKernels: String? {
    guard let text = getenv(variable).map({ String(cString: $0) }), !text.isEmpty else {
      return nil
    }
    return text
  }

  /// The kernels that `CMCGAN_KERNELS` names, or else the fastest; single precision.
  ///
  /// The environment is read once, here only. Names of kernels that this processor lacks are ignored;
  /// commands refuse them before they come here.
  public static let fromEnvironment = Compute(
    kernels: requestedKernels.flatMap(KernelPath.init(rawValue:))
      .flatMap { $0.isAvailable ? $0 : nil } ?? .best)
}
