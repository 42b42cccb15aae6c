import ArgumentParser
import Configuration
import Console
import DataSets
import Files
import Training

struct DataCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every file of a data set and say whether it can be trained on.",
    discussion: """
      It prints a table of classes and the formats of the files on standard output; on standard error \
      warnings and the first ten files that cannot be used. The exit code is 0 if the data set can be \
      trained on, 65 if it cannot, and 66 if there is none.

        cmcgan-data check sub-urmp
        cmcgan-data check pairs/manifest.jsonl --config configs/sub-urmp.json
        cmcgan-data check --config mine.json

      \(DataCommand.layouts)
      """)

  @Argument(
    help: ArgumentHelp(
      "The folder or manifest (default: data.root of the configuration).", valueName: "root"),
    completion: .file())
  var root: String?

  @Option(
    help: ArgumentHelp(
      "Check for the clips, images and batches of this configuration.", valueName: "file"),
    completion: .file())
  var config: String?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  func validate() throws {
    guard root != nil || config != nil else {
      throw ValidationError("A folder, a manifest or --config is needed.")
    }
  }

  func run() throws {
    try compute.apply()
    let settings = try config.map { try Configuration.read($0) }
    guard let root = root ?? settings?.data.root, !root.isEmpty else {
      throw Failure(
        .usage, config, "data.root is empty (its data are made in memory)",
        hint: "Name the data set on the command line.")
    }
    let printer = DataSetEventPrinter("checked")
    defer { printer.finish() }
    let check = try DataSetCheck(root, configuration: settings) { printer.show($0, $1) }
    printer.finish()
    if json { Terminal.output(check.object) } else { Terminal.output(table(check)) }
    for failure in check.errors { Terminal.error(failure.description) }
    let others = check.errorCount - check.errors.count
    if others > 0 { Terminal.error("\(others) more like these") }
    for warning in check.warnings { Terminal.warning(warning) }
    guard check.isUsable else {
      throw Failure(
        .badInput, root, "cannot be trained on: \(check.problems.joined(separator: "; "))",
        hint: check.errorCount > 0 ? "Use cmcgan-data import to leave bad pairs out." : nil)
    }
  }

  private func table(_ check: DataSetCheck) -> String {
    var rows = [["class", "train", "validation", "silent"]]
    rows += check.classes.filter { !$0.name.isEmpty }.map {
      [$0.name, "\($0.training)", "\($0.validation)", "\($0.silent)"]
    }
    rows.append(["all", "\(check.training)", "\(check.validation)", "\(check.silent)"])
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    func padding(_ text: String, _ column: Int) -> String {
      String(repeating: " ", count: widths[column] - text.count)
    }
    var lines = rows.map { row in
      row.enumerated().map { column, text in
        column == 0 ? text + padding(text, column) : padding(text, column) + text
      }.joined(separator: "  ")
    }
    lines.append("")
    lines.append("layout    \(check.layout)")
    let sizes = check.imageSizes.sorted { ($0.value, $1.key.width) > ($1.value, $0.key.width) }
      .map { "\($0.key.width) x \($0.key.height) (\($0.value))" }
    lines.append("images    \(listed(sizes))")
    let rates = check.sampleRates.sorted { $0.key < $1.key }.map { "\($0.key) Hz (\($0.value))" }
    let channels = check.channelCounts.sorted { $0.key < $1.key }
      .map { "\($0.key) channel\($0.key == 1 ? "" : "s") (\($0.value))" }
    lines.append("sounds    \(listed(rates)), \(listed(channels))")
    if let seconds = check.seconds {
      let (shortest, longest) = (seconds.lowerBound, seconds.upperBound)
      let length = shortest.fixed(3)
      lines.append(
        "lengths   \(shortest == longest ? length : "\(length) to \(longest.fixed(3))") s"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// The most frequent of many kinds.
  private func listed(_ kinds: [String]) -> String {
    guard !kinds.isEmpty else { return "none" }
    return kinds.prefix(6).joined(separator: ", ")
      + (kinds.count > 6 ? " and \(kinds.count - 6) other kinds" : "")
  }
}
