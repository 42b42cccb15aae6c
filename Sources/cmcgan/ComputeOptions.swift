import ArgumentParser
import TensorCore

/// How a command computes: threads and kernels.
struct ComputeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to compute with (default: all processors); results do not depend on it.",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Kernels of convolutions: avx512, avx2 or openblas (default: the best that this processor "
        + "has); results differ between them by rounding.",
      valueName: "path"))
  var kernels: KernelPath?

  func validate() throws {
    if let threads {
      guard (1...1_024).contains(threads) else {
        throw ValidationError("--threads \(threads) is out of range (1 to 1024).")
      }
    }
    if let kernels {
      guard kernels.isAvailable else {
        throw ValidationError("--kernels \(kernels.rawValue): this processor does not have them.")
      }
    }
  }

  func apply() throws {
    if let threads { Workers.shared.use(threads: threads) }
    if let kernels { KernelPath.current = kernels }
  }
}

extension KernelPath: ExpressibleByArgument {}
