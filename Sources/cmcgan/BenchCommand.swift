import ArgumentParser
import CMCGAN
import Files
import TensorCore
import Training

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time training steps of a configuration on this machine.",
    discussion: """
      The batches are random numbers, so no data is needed; time does not depend on what they hold.

        cmcgan-bench --config configs/paper.json --steps 5
      """)

  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config = "configs/paper.json"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace one value of the configuration.", valueName: "path=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("Steps to time, after one that is not counted.", valueName: "n"))
  var steps = 5

  @OptionGroup var threading: ThreadOptions

  @Flag(help: "One JSON object on standard output in place of the text.")
  var json = false

  func validate() throws {
    guard (1...10_000).contains(steps) else {
      throw ValidationError("--steps \(steps) is out of range (1 to 10000).")
    }
  }

  mutating func run() throws {
    try threading.apply()
    let configuration = try Configuration.read(config, assignments: assignments)
    let model = CMCGANModel(configuration)
    let batch = Batch.random(configuration)
    _ = model.train(on: batch, step: 1)
    let clock = ContinuousClock()
    let seconds = (0..<steps).map { index in
      clock.measure { _ = model.train(on: batch, step: index + 2) } / .seconds(1)
    }.sorted()
    let pairs = Double(configuration.training.batchSize)
    let median = seconds[seconds.count / 2]
    if json {
      Terminal.output([
        "schema": 1, "config": .string(config), "steps": .integer(Int64(steps)),
        "threads": .integer(Int64(Workers.shared.threadCount)),
        "openblas": .string(openBLASCoreName()), "seconds_per_step": .real(median),
        "fastest": .real(seconds[0]), "slowest": .real(seconds[seconds.count - 1]),
        "pairs_per_second": .real(pairs / median),
      ])
    } else {
      Terminal.output(
        "\(config): \(Progress.fixed(pairs / median, 2)) pairs/s; a step of "
          + "\(configuration.training.batchSize) pairs takes \(Progress.fixed(median, 3)) s "
          + "(median of \(steps); \(Progress.fixed(seconds[0], 3)) to "
          + "\(Progress.fixed(seconds[seconds.count - 1], 3))), "
          + "\(Workers.shared.threadCount) threads, OpenBLAS \(openBLASCoreName())")
    }
  }
}

extension Batch {
  /// A batch of random numbers in the sizes of a configuration.
  fileprivate static func random(_ configuration: Configuration) -> Batch {
    let count = configuration.training.batchSize
    var stream = RandomPurpose.samples.stream(seed: configuration.seed)
    func noise(_ shape: [Int]) -> Tensor { .normal(shape: shape, deviation: 0.5, from: &stream) }
    let image = [count, configuration.image.height, configuration.image.width, 3]
    let sound = [count, configuration.sound.bands, configuration.sound.frames, 1]
    return Batch(
      image: noise(image), sound: noise(sound), wrongImage: noise(image), wrongSound: noise(sound),
      latent: noise([count, configuration.networks.latentSize]),
      augmentation: Augmentation(configuration, step: 1))
  }
}
