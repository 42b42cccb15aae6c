import ArgumentParser
import CMCGAN
import Evaluation
import Files
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure how often a translation shows or sounds the right instrument.",
    discussion: """
      Every pair of the split is translated both ways, on both routes, with several latent vectors. \
      Linear classifiers fitted on the real training pairs judge the results; their accuracy on the \
      real pairs of the split is the ceiling, chance and majority are the floor.

        cmcgan-evaluate runs/demo
        cmcgan-evaluate runs/sub-urmp --draws 8 --json
      """)

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
  var path: String

  @Option(
    help: ArgumentHelp("Another data set than the run's, with the same classes.", valueName: "root")
  )
  var data: String?

  @Option(help: ArgumentHelp("validation or training.", valueName: "name"))
  var split: TranslationTable.Split = .validation

  @Option(help: ArgumentHelp("Latent vectors for each pair.", valueName: "n"))
  var draws = 4

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "One JSON object on standard output in place of the table.")
  var json = false

  func validate() throws {
    guard (1...1_000).contains(draws) else {
      throw ValidationError("--draws \(draws) is out of range (1 to 1000).")
    }
  }

  mutating func run() throws {
    try compute.apply()
    let folder = RunFolder(path)
    guard folder.isBegun else {
      throw Failure(.missingInput, path, "not a run folder (it has no config.json)")
    }
    let configuration = try Configuration.read(folder.configurations.newest)
    let set =
      try data.map { try DataSetLayout.open($0) }
      ?? DataSet(configuration.data, seed: configuration.seed)
    let model = try TrainedModel(checked: path) { Terminal.warning($0) }
    let table = try TranslationTable(model, on: set, split: split, draws: draws)
    if json { Terminal.output(object(table, model)) } else { show(table, model) }
  }

  private func show(_ table: TranslationTable, _ model: TrainedModel) {
    Terminal.output(
      "\(path) at step \(model.step): \(table.count) \(table.split) pairs, \(table.draws) draws of z"
    )
    if table.split == "training" {
      Terminal.output("these pairs were trained on: the numbers say nothing about new data")
    }
    func line(_ cells: [String]) {
      let widths = [18, 16, 10, 18, 8]
      Terminal.output(
        zip(cells, widths).map { cell, width in
          cell + String(repeating: " ", count: max(1, width - cell.count))
        }.joined().trimmingSuffix(" "))
    }
    line(["judged", "route", "accuracy", "95 % interval", "macro"])
    for row in table.rows {
      let interval = row.accuracy.interval
      line([
        row.name, row.route, Progress.fixed(row.accuracy.value, 3),
        "\(Progress.fixed(interval.lowerBound, 3)) to \(Progress.fixed(interval.upperBound, 3))",
        Progress.fixed(row.macro, 3),
      ])
    }
    line(["chance", "", Progress.fixed(table.chance, 3)])
    line(["majority class", "", Progress.fixed(table.majority, 3)])
  }

  private func object(_ table: TranslationTable, _ model: TrainedModel) -> JSONValue {
    [
      "schema": 1, "run": .string(path), "step": .integer(Int64(model.step)),
      "split": .string(table.split), "pairs": .integer(Int64(table.count)),
      "draws": .integer(Int64(table.draws)), "chance": .real(table.chance),
      "majority": .real(table.majority),
      "rows": .array(
        table.rows.map { row in
          [
            "judged": .string(row.name), "route": .string(row.route),
            "accuracy": .real(row.accuracy.value),
            "interval": [
              .real(row.accuracy.interval.lowerBound), .real(row.accuracy.interval.upperBound),
            ],
            "macro": .real(row.macro),
            "classes": .object(
              zip(table.classes, row.classes).map { .init($0, .real($1.value)) }),
          ]
        }),
    ]
  }
}

extension TranslationTable.Split: ExpressibleByArgument {}

extension String {
  /// The text without its last characters as long as they are `character`.
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self[...]
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
