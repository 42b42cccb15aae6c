import ArgumentParser
import Autograd
import Console
import Files
import TensorCore

struct BenchLayersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layers",
    abstract: "Time every convolution inside a training step.",
    discussion: """
      A row is one of three products (the output, the gradient of the input, the gradient of the weight) \
      of all convolutions of the same sizes. A transposed convolution is listed as the convolution that \
      it transposes: its output is the gradient of the input there. Times are medians of all calls.
      """)

  @OptionGroup var options: BenchOptions

  mutating func run() throws {
    let configuration = try options.configuration()
    let (model, batch) = try options.modelAndBatch(configuration)
    var context = StepContext(options.compute.value)
    _ = model.train(on: batch, step: 1, in: context)
    let steps = options.steps
    let log = ConvolutionLog()
    context.compute.log = log
    let precise = options.compute.value.with(precision: configuration.training.precision)
    let (rows, peak) = PeakAround.measure(precise) {
      for step in 0..<steps { _ = model.train(on: batch, step: step + 2, in: context) }
      return log.rows
    }
    let sorted = rows.sorted { $0.order.lexicographicallyPrecedes($1.order) }
    if options.json {
      let layers = sorted.map { JSONValue.object($0.members(of: peak.mean, steps: steps)) }
      Terminal.output(
        .object(
          [.init("schema", 1), .init("config", .string(options.config))] + peak.members
            + [.init("rows", .array(layers))] + totals(sorted, peak.mean)))
      return
    }
    Terminal.output(ConvolutionLog.Row.head)
    for row in sorted { Terminal.output(row.line(peak: peak.mean, steps: steps)) }
    for kind in Total.allCases {
      let rows = sorted.filter(kind.contains)
      Terminal.output(
        "\(kind.rawValue): \(rows.rate.fixed(1)) GFLOP/s, "
          + "\((100 * rows.rate / peak.mean).fixed(1)) % of peak, "
          + "\((rows.seconds / Double(steps)).fixed(3)) s a step")
    }
    Terminal.output(peak.text)
  }

  private func totals(_ rows: [ConvolutionLog.Row], _ peak: Double) -> [JSONValue.Member] {
    Total.allCases.map { kind in
      let rows = rows.filter(kind.contains)
      return .init(
        kind.key,
        ["gflops": .real(rows.rate), "share_of_peak": .real(rows.rate / peak)])
    }
  }

  /// Rows that are added up.
  private enum Total: String, CaseIterable {
    case inner = "inner layers (16 channels or more on both sides, windows that overlap)"
    case all = "all convolutions"

    var key: String { self == .inner ? "inner" : "all" }

    func contains(_ row: ConvolutionLog.Row) -> Bool {
      self == .all
        || row.weight[2] >= 16 && row.weight[3] >= 16 && row.method != .dense
    }
  }
}

extension [ConvolutionLog.Row] {
  fileprivate var seconds: Double { reduce(0) { $0 + $1.seconds.reduce(0, +) } }

  /// 10^9 operations a second, over all calls.
  fileprivate var rate: Double {
    reduce(0) { $0 + $1.operations * Double($1.seconds.count) } / seconds / 1e9
  }
}
