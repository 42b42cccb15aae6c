import ArgumentParser
import Autograd
import Console
import Files
import Layers
import Models
import TensorCore

struct BenchBackboneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbone",
    abstract: "Time the features of EfficientNet-Lite0 and the gradient of its images.",
    discussion: """
      Images and weights are random numbers, so no file is needed. Forward computes the features at four \
      depths and the pooled ones; backward computes the gradient of the images alone, as training with a \
      frozen backbone does. Times are medians.

        cmcgan-bench backbone --batch-size 16 --size 128
      """)

  @Option(help: ArgumentHelp("Images of a batch.", valueName: "n"))
  var batchSize = 16

  @Option(help: ArgumentHelp("Sides of the images in pixels; even.", valueName: "n"))
  var size = 128

  @Option(
    help: ArgumentHelp("How many rounds to time, after one that is not counted.", valueName: "n"))
  var rounds = 5

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print a line for every convolution too.")
  var layers = false

  @Flag(help: "Print one JSON object instead of the text.")
  var json = false

  func validate() throws {
    try check("--batch-size", batchSize, 1...1_024)
    try check("--size", size, 2...1_024)
    try check("--rounds", rounds, 1...10_000)
    if size % 2 != 0 { throw ValidationError("--size \(size): an even number is needed.") }
  }

  mutating func run() throws {
    try compute.apply()
    let network = randomNetwork()
    var random = RandomStream(seed: 1, stream: 2)
    let images = Tensor.normal(
      shape: [batchSize, size, size, 3], standardDeviation: 0.5, from: &random)
    let log = ConvolutionLog()
    let noted = StepContext(compute.value.noting(in: log))
    _ = times(network, images, StepContext(compute.value))
    let (rounds, peak) = PeakAround.measure(compute.value) {
      (0..<self.rounds).map { _ in times(network, images, noted) }
    }
    let forward = rounds.map(\.forward).sorted()[rounds.count / 2]
    let backward = rounds.map(\.backward).sorted()[rounds.count / 2]
    let operations = log.rows.reduce(into: (forward: 0.0, backward: 0.0)) { sums, row in
      let count = row.operations * Double(row.seconds.count / rounds.count)
      if row.product == .forward { sums.forward += count } else { sums.backward += count }
    }
    let results = [
      ("forward", forward, operations.forward), ("backward", backward, operations.backward),
      ("both", forward + backward, operations.forward + operations.backward),
    ]
    let rows = log.rows.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    if json {
      let members = results.map { name, seconds, operations in
        JSONValue.Member(
          name,
          [
            "seconds": .real(seconds), "gflops": .real(operations / seconds / 1e9),
            "share_of_peak": .real(operations / seconds / 1e9 / peak.mean),
          ])
      }
      let list = rows.map { JSONValue.object($0.members(of: peak.mean, steps: rounds.count)) }
      Terminal.output(
        .object(
          [
            .init("schema", 1), .init("batch_size", .integer(Int64(batchSize))),
            .init("size", .integer(Int64(size))),
          ] + peak.members + members + (layers ? [.init("rows", .array(list))] : [])))
      return
    }
    if layers {
      Terminal.output(ConvolutionLog.Row.head)
      for row in rows { Terminal.output(row.line(peak: peak.mean, steps: rounds.count)) }
    }
    for (name, seconds, operations) in results {
      let rate = operations / seconds / 1e9
      Terminal.output(
        "\(name): \((1_000 * seconds).fixed(1)) ms, \(rate.fixed(1)) GFLOP/s, "
          + "\((100 * rate / peak.mean).fixed(1)) % of peak")
    }
    Terminal.output(
      "\(batchSize) images of \(size) x \(size); memory "
        + "\(((peak.before.memory + peak.after.memory) / 2).fixed(1)) GB/s")
    Terminal.output(peak.text)
  }

  /// A network whose values neither vanish nor grow from layer to layer.
  private func randomNetwork() -> EfficientNetLite0 {
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    var random = RandomStream(seed: 1, stream: 1)
    for parameter in network.parameters where parameter.value.shape.count > 1 {
      let shape = parameter.value.shape
      let products = shape.count == 4 ? shape[0] * shape[1] * shape[2] : shape[0] * shape[1]
      parameter.value = .normal(
        shape: shape, standardDeviation: (2 / Double(products)).squareRoot(), from: &random)
    }
    return network
  }

  /// The seconds of the features and of the gradient of the images.
  private func times(
    _ network: EfficientNetLite0, _ images: Tensor, _ context: StepContext
  ) -> (forward: Double, backward: Double) {
    let clock = ContinuousClock()
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let start = clock.now
    let variable = tape.variable(images)
    let maps = network.features(of: variable, in: pass)
    var loss = network.pooled(maps[maps.count - 1], in: pass).mean()
    for map in maps { loss = loss + map.mean() }
    let middle = clock.now
    _ = tape.gradients(of: loss, for: [variable])
    let end = clock.now
    return ((middle - start) / .seconds(1), (end - middle) / .seconds(1))
  }
}
