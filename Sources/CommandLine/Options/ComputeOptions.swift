import ArgumentParser
import Inference
import Ranks
import TensorCore
import Threads

/// How a command computes: threads and kernels.
struct ComputeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads to compute with (default: the available processors); results do not depend on it.",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Kernels of convolutions (default: $CMCGAN_KERNELS, else the fastest of this processor). Results "
        + "differ by rounding.",
      valueName: "path"))
  var kernels: KernelPath?

  func validate() throws {
    try check("--threads", threads, 1...1_024)
    if let kernels, !kernels.isAvailable {
      throw ValidationError("--kernels \(kernels.rawValue): this processor does not have them.")
    }
    if kernels == nil, let asked = Compute.requestedKernels {
      guard KernelPath(rawValue: asked)?.isAvailable == true else {
        throw ValidationError(
          "\(Compute.variable)=\(asked): no kernels of this name, or none that this processor has."
        )
      }
    }
  }

  /// Sets the number of threads of the process.
  func apply() throws {
    if let threads { ThreadPool.shared.use(threads: threads) }
  }

  /// The kernels that were asked for, in the environment or by an option.
  var value: Compute { kernels.map { Compute(kernels: $0) } ?? .fromEnvironment }
}

extension ComputeOptions {
  /// Applies the options to one of several ranks, which share processors and quotas of a machine.
  func apply(on ranks: any RankGroup) throws {
    try apply()
    guard ranks.count > 1, threads == nil else { return }
    ThreadPool.shared.use(threads: ranks.fairThreadCount)
  }
}

extension KernelPath: ExpressibleByArgument {}
