import ArgumentParser
import Configuration
import Console
import Files
import Models
import Ranks
import TensorCore
import Threads
import Training

/// What all measurements of a configuration take.
struct BenchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration.", valueName: "file"), completion: .file())
  var config = "configs/paper.json"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set one value of the configuration.", valueName: "path=value"))
  var assignments: [String] = []

  @Option(
    help: ArgumentHelp("How many steps to time, after one that is not counted.", valueName: "n"))
  var steps = 5

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object instead of the text.")
  var json = false

  func validate() throws { try check("--steps", steps, 1...10_000) }

  /// The configuration, after the options on how to compute have been applied.
  func configuration(on ranks: any RankGroup = SoleRank()) throws -> Configuration {
    try compute.apply(on: ranks)
    var configuration = try Configuration.read(config, assignments: assignments)
    // What is measured are steps of all networks.
    configuration.training.encoderPretrainingSteps = 0
    configuration.training.autoencoderPretrainingSteps = 0
    configuration.training.translationPretrainingSteps = 0
    try configuration.training.precision.require(with: compute.value.kernels)
    return configuration
  }

  /// The classes of the data set that the model is made for; there is no data.
  private static let classes = 13

  /// The model of a configuration, and a batch of random numbers for its steps.
  func modelAndBatch(_ configuration: Configuration) throws -> (any TrainableModel, Batch) {
    (
      configuration.freshModel(
        classes: Self.classes, backbone: try BackboneFile.network(for: configuration)),
      BatchMaker.noise(configuration, classes: Self.classes)
    )
  }
}

/// The machine's peak around a measurement.
struct PeakAround {
  let before, after: MachinePeak

  let compute: Compute

  /// Measures the peak of kernels in a precision, runs `body`, measures again.
  static func measure<R>(_ compute: Compute, _ body: () throws -> R) rethrows -> (R, PeakAround) {
    let before = MachinePeak.measured(with: compute)
    let result = try body()
    return (
      result,
      PeakAround(before: before, after: MachinePeak.measured(with: compute), compute: compute)
    )
  }

  /// The mean of both, for all threads, in 10^9 operations a second.
  var mean: Double { (before.allThreads + after.allThreads) / 2 }

  /// One line for people.
  var text: String {
    "peak of \(ThreadPool.shared.threadCount) threads: \(before.allThreads.fixed(0)) GFLOP/s "
      + "before, \(after.allThreads.fixed(0)) after; path \(compute.kernels.rawValue), "
      + "\(compute.precision.rawValue), "
      + "OpenBLAS \(openBLASInWords())"
  }

  /// The members of a JSON object.
  var members: [JSONValue.Member] {
    [
      .init("threads", .integer(Int64(ThreadPool.shared.threadCount))),
      .init("path", .string(compute.kernels.rawValue)),
      .init("precision", .string(compute.precision.rawValue)),
      .init("openblas", .string(openBLASCoreName())),
      .init("peak_before_gflops", .real(before.allThreads)),
      .init("peak_after_gflops", .real(after.allThreads)),
    ]
  }
}
