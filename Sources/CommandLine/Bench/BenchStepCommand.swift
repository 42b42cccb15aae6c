import ArgumentParser
import Autograd
import Console
import Files
import Glibc
import Metrics
import Models
import Ranks
import Safetensors
import TensorCore
import Training

struct BenchStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Time training steps of a configuration.",
    discussion: """
      The batches are random numbers, so no data is needed, and time does not depend on them. \
      Operations are those of the convolutions: two for each multiplication by a weight. Memory is the \
      peak of the process minus its memory before the networks were made. Under mpirun the ranks share \
      each step as in training; the time within their sums is printed too, and operations, memory and \
      peak are those of the first rank.

        cmcgan-bench step --config configs/paper.json --steps 5
      """)

  @OptionGroup var options: BenchOptions

  @Option(
    help: ArgumentHelp(
      "Write the networks, the batch and the losses of the first step to a safetensors file, to be "
        + "repeated elsewhere.", valueName: "file"), completion: .file())
  var record: String?

  mutating func run() throws {
    let ranks = MeasuredRanks(try SharedWork.join())
    // Each rank makes its part of the batch.
    let whole = try ranks.together { try options.configuration(on: ranks) }
    let precise = options.compute.value.with(precision: whole.training.precision)
    let context = StepContext(precise, reduction: DataParallel(whole, ranks))
    var configuration = whole
    configuration.training.batchSize = ranks.part(of: whole.training.batchSize).count
    var operations = 0.0
    var memory = 0
    let clock = ContinuousClock()
    let steps = options.steps
    let (seconds, peak) = try PeakAround.measure(precise) {
      ProcessMemory.forgetPeak()
      let memoryBefore = ProcessMemory.peak
      let (model, batch) = try options.modelAndBatch(configuration)
      let start = record == nil ? [] : model.networkState.map { ($0.name, $0.value) }
      let log = ConvolutionLog()
      let noted = StepContext(precise.noting(in: log), reduction: context.reduction)
      let losses = model.train(on: batch, step: 1, in: noted)
      operations = log.rows.reduce(0) { $0 + $1.operations * Double($1.seconds.count) }
      if let record, ranks.isLeader { try write(start, batch, losses, to: record) }
      _ = ranks.takeMeasures()
      let seconds = (0..<steps).map { index in
        clock.measure { _ = model.train(on: batch, step: index + 2, in: context) }
          / .seconds(1)
      }.sorted()
      memory = ProcessMemory.peak - memoryBefore
      return seconds
    }
    let sums = ranks.takeMeasures()
    guard ranks.isLeader else { return }
    let pairs = Double(whole.training.batchSize)
    let ownPairs = Double(configuration.training.batchSize)
    let median = seconds[steps / 2]
    let share = operations / median / 1e9 / peak.mean
    if options.json {
      Terminal.output(
        .object(
          [
            .init("schema", 1), .init("config", .string(options.config)),
            .init("batch_size", .integer(Int64(whole.training.batchSize))),
            .init("steps", .integer(Int64(steps))),
            .init("seconds_per_step", .real(median)), .init("fastest", .real(seconds[0])),
            .init("slowest", .real(seconds[steps - 1])),
            .init("pairs_per_second", .real(pairs / median)),
            .init("gflop_per_pair", .real(operations / ownPairs / 1e9)),
            .init("share_of_peak", .real(share)),
            .init("memory_bytes", .integer(Int64(memory))),
          ] + members(of: sums, ranks) + peak.members))
    } else {
      Terminal.output(
        "\(options.config): \((pairs / median).fixed(2)) pairs/s; a step of "
          + "\(whole.training.batchSize) pairs takes \(median.fixed(3)) s "
          + "(median of \(steps); \((seconds[0]).fixed(3)) to "
          + "\((seconds[steps - 1]).fixed(3)))")
      Terminal.output(
        "\((operations / ownPairs / 1e9).fixed(2)) GFLOP a pair, "
          + "\((operations / median / 1e9).fixed(1)) GFLOP/s, "
          + "\((100 * share).fixed(1)) % of peak; peak memory "
          + "\((Double(memory) / 1e6).fixed(0)) MB")
      if ranks.count > 1 {
        let each = Double(steps)
        Terminal.output(
          "\(ranks.count) ranks; a step has \(sums.directSums / steps) sums of statistics and "
            + "\(sums.begunSums / steps) of gradients "
            + "(\((Double(sums.begunNumbers) / each / 1e6).fixed(1)) million numbers), "
            + "\((sums.seconds / each).fixed(3)) s in them")
      }
      Terminal.output(peak.text)
    }
  }

  private func members(
    of sums: MeasuredRanks.Measures, _ ranks: any RankGroup
  ) -> [JSONValue.Member] {
    guard ranks.count > 1 else { return [] }
    return [
      .init("ranks", .integer(Int64(ranks.count))),
      .init("statistics_sums_per_step", .integer(Int64(sums.directSums / options.steps))),
      .init("gradient_sums_per_step", .integer(Int64(sums.begunSums / options.steps))),
      .init("gradient_numbers_per_step", .integer(Int64(sums.begunNumbers / options.steps))),
      .init("seconds_in_sums_per_step", .real(sums.seconds / Double(options.steps))),
    ]
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
