import ArgumentParser
import CMCGAN
import Files
import Glibc
import TensorCore
import Training

struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Time training steps of a configuration.",
    discussion: """
      The batches are random numbers, so no data is needed; time does not depend on what they hold. \
      Operations are those of the convolutions that run, two for each product of a number with a weight. \
      Memory is the peak of the process less what it had before the networks were made.

        cmcgan-bench step --config configs/paper.json --steps 5
      """)

  @OptionGroup var options: BenchOptions

  @Option(
    help: ArgumentHelp(
      "Write the networks, the batch and the losses of the first step to a safetensors file, for "
        + "others to repeat.", valueName: "file"), completion: .file())
  var record: String?

  mutating func run() throws {
    let configuration = try options.configuration()
    var operations = 0.0
    var memory = 0
    let clock = ContinuousClock()
    let steps = options.steps
    let (seconds, peak) = try PeakAround.measure(configuration.training.precision) {
      ProcessMemory.forgetPeak()
      let memoryBefore = ProcessMemory.peak
      let (model, batch) = options.modelAndBatch(configuration)
      let start = record == nil ? [] : model.networkState.map { ($0.name, $0.value) }
      var losses = Losses()
      let rows = ConvolutionLog.rows { losses = model.train(on: batch, step: 1) }
      operations = rows.reduce(0) { $0 + $1.operations * Double($1.seconds.count) }
      if let record { try write(start, batch, losses, to: record) }
      let seconds = (0..<steps).map { index in
        clock.measure { _ = model.train(on: batch, step: index + 2) } / .seconds(1)
      }.sorted()
      memory = ProcessMemory.peak - memoryBefore
      return seconds
    }
    let pairs = Double(configuration.training.batchSize)
    let median = seconds[steps / 2]
    let share = operations / median / 1e9 / peak.mean
    if options.json {
      Terminal.output(
        .object(
          [
            .init("schema", 1), .init("config", .string(options.config)),
            .init("batch_size", .integer(Int64(configuration.training.batchSize))),
            .init("steps", .integer(Int64(steps))),
            .init("seconds_per_step", .real(median)), .init("fastest", .real(seconds[0])),
            .init("slowest", .real(seconds[steps - 1])),
            .init("pairs_per_second", .real(pairs / median)),
            .init("gflop_per_pair", .real(operations / pairs / 1e9)),
            .init("share_of_peak", .real(share)),
            .init("memory_bytes", .integer(Int64(memory))),
          ] + peak.members))
    } else {
      Terminal.output(
        "\(options.config): \(Progress.fixed(pairs / median, 2)) pairs/s; a step of "
          + "\(configuration.training.batchSize) pairs takes \(Progress.fixed(median, 3)) s "
          + "(median of \(steps); \(Progress.fixed(seconds[0], 3)) to "
          + "\(Progress.fixed(seconds[steps - 1], 3)))")
      Terminal.output(
        "\(Progress.fixed(operations / pairs / 1e9, 2)) GFLOP a pair, "
          + "\(Progress.fixed(operations / median / 1e9, 1)) GFLOP/s, "
          + "\(Progress.fixed(100 * share, 1)) % of peak; peak memory "
          + "\(Progress.fixed(Double(memory) / 1e6, 0)) MB")
      Terminal.output(peak.text)
    }
  }

  private func write(
    _ start: [(name: String, value: Tensor)], _ batch: Batch, _ losses: Losses,
    to path: String
  ) throws {
    var file = TensorFile()
    for (name, value) in start { file.append("start.\(name)", value) }
    file.append("batch.image", batch.image)
    file.append("batch.sound", batch.sound)
    file.append("batch.wrong_image", batch.wrongImage)
    file.append("batch.wrong_sound", batch.wrongSound)
    file.append("batch.latent", batch.latents.image)
    file.append(
      "losses",
      Tensor(
        shape: [4],
        elements: [
          losses[.discriminator], losses[.generator], losses[.consistency], losses[.total],
        ]))
    try file.write(to: path, replacing: true)
  }
}
