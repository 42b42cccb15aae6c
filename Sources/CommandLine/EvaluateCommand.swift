import ArgumentParser
import Configuration
import Console
import DataSets
import Evaluation
import Files
import Media
import Ranks
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure what a run makes of pairs that it was never trained on.",
    discussion: """
      Every pair of the split is translated both ways, on both routes, with several latent vectors, and \
      the results are judged beside the real pairs: the class by two judges, whether pairs match, the \
      distance from real items, diversity, memorisation, retrieval, reconstruction, and the waveforms \
      after Griffin-Lim.

      The judges are classifiers of the real training pairs that no generator was trained with. They are \
      trained once, in a few minutes, and kept in --evaluators for other runs on the same data. Accuracy on \
      real pairs says how good the judges are: what a sound does not tell them, no image made of it can. \
      Chance and the majority class are the floor. All tables of a generator's own \
      validation pairs are kept in RUN/evaluation.json too.

        cmcgan-evaluate runs/demo
        cmcgan-evaluate runs/urmp --latent-samples 8 --evaluators runs/evaluators
        cmcgan-evaluate runs/new --against old.json
        cmcgan-evaluate runs/multimodal --model runs/sub-urmp
      """)

  @Argument(help: ArgumentHelp("A run folder.", valueName: "run"), completion: .directory)
  var path: String

  @Option(
    help: ArgumentHelp(
      "Another data set than the run's, with the same classes.", valueName: "root"),
    completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("validation or training.", valueName: "name"))
  var split: RunEvaluation.Split = .validation

  @Option(help: ArgumentHelp("Latent vectors for each pair.", valueName: "n"))
  var latentSamples = 4

  @Option(
    help: ArgumentHelp(
      "Standard deviation of these latent vectors (default: the run's).", valueName: "x"))
  var temperature: Double?

  @Option(
    help: ArgumentHelp(
      "Tables, separated by commas: \(Self.tableNames) (default: all).", valueName: "names"))
  var tables: String?

  @Option(
    help: ArgumentHelp(
      "Folder of the evaluators; they are trained there if missing (default: RUN/evaluators).",
      valueName: "folder"), completion: .directory)
  var evaluators: String?

  @Option(
    help: ArgumentHelp(
      "What makes the missing member for a multimodal classifier.", valueName: "model"),
    completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp(
      "An earlier evaluation of the same pairs (--json) to compare with, pair by pair.",
      valueName: "file"), completion: .file())
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Also write a PNG of what is made of one pair of each class.", valueName: "file"),
    completion: .file())
  var sheet: String?

  @Option(help: ArgumentHelp("Latent vectors on that sheet, a row each.", valueName: "n"))
  var sheetLatentSamples = 1

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace a sheet that exists.")
  var force = false

  @Flag(help: "One JSON object on standard output in place of the tables.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors and warnings.")
  var quiet = false

  func validate() throws {
    try check("--latent-samples", latentSamples, 1...1_000)
    try check("--temperature", temperature, ConversionSettings.temperatures)
    try check("--sheet-latent-samples", sheetLatentSamples, 1...64)
    _ = try wanted
  }

  private static let tableNames = RunEvaluation.TableName.allCases.map(\.rawValue)
    .joined(separator: ", ")

  private var wanted: [RunEvaluation.TableName] {
    get throws {
      guard let tables else { return RunEvaluation.TableName.allCases }
      return try tables.split(separator: ",").map { name in
        guard let table = RunEvaluation.TableName(rawValue: String(name)) else {
          throw ValidationError("--tables: there is no table \(name) (\(Self.tableNames)).")
        }
        return table
      }
    }
  }

  mutating func run() throws {
    let ranks = try SharedWork.join()
    try compute.apply(on: ranks)
    let other = try ranks.together { try compared }
    let (configuration, set, checkpoint) = try ranks.together { try subject(ranks) }
    guard configuration.model.generates else {
      return try ranks.together {
        if ranks.isLeader { try evaluatorClassifier(checkpoint, set) }
      }
    }
    try ranks.together { if ranks.isLeader { try draw(checkpoint, set) } }
    let evaluators = try evaluators(for: configuration, set, ranks)
    let progress = Progress(isQuiet: quiet || !ranks.isLeader)
    defer { progress.finish() }
    let found = try RunEvaluation(
      checkpoint, on: set, split: split, latentSamples: latentSamples, tables: wanted, evaluators,
      ranks: ranks, compute: compute.value
    ) { share in
      progress.show("\(path): \(Int(100 * share)) % judged")
    }
    progress.finish()
    if ranks.isLeader { try tell(found, of: checkpoint, against: other) }
  }

  /// The evaluation to compare with, read before any work is done.
  private var compared: JSONValue? {
    get throws {
      guard let against else { return nil }
      guard try wanted.contains(.accuracy) else {
        throw Failure(.usage, nil, "--against compares accuracies, which --tables leaves out")
      }
      let document = try StrictJSON.read(against)
      try Comparison.judgements(document, against)
      return document
    }
  }

  /// What is judged: all ranks read it.
  private func subject(_ ranks: any RankGroup) throws -> (Configuration, DataSet, Checkpoint) {
    let folder = RunFolder(path)
    guard folder.isBegun else {
      throw Failure(.missingInput, path, "not a run folder (it has no config.json)")
    }
    var configuration = try Configuration.read(of: folder)
    if let data {
      // Divided as the run's own; the judges learn from it too.
      configuration.data.source = .files
      configuration.data.root = data
    }
    let set = try DataSet(configuration)
    let checkpoint = try TrainedModel.checked(path, temperature: temperature) { note in
      if ranks.isLeader { Terminal.warning(note) }
    }
    guard model == nil || configuration.model == .multimodal else {
      throw Failure(
        .usage, nil,
        "--model is for a run of model multimodal; \(path) is one of "
          + "\(configuration.model.rawValue)")
    }
    if !configuration.model.generates, tables != nil || sheet != nil || against != nil {
      throw Failure(
        .usage, nil,
        "--tables, --sheet and --against are for models that generate; \(path) is one of "
          + "\(configuration.model.rawValue)")
    }
    // Before any judge is trained for it.
    try RunEvaluation.require(checkpoint, fits: set, split)
    let (trained, found) = (checkpoint.dataDigest, set.digest())
    // What was trained on may be among what would be called validation now.
    guard data != nil || DataSet.digestOfPairs(trained) == DataSet.digestOfPairs(found) else {
      throw Failure(
        .badInput, path, "the data changed since it was trained (digest \(found); \(trained) then)",
        hint:
          "--data judges it on another set of pairs, which should hold none that it was trained on")
    }
    return (configuration, set, checkpoint)
  }

  private func draw(_ checkpoint: Checkpoint, _ set: DataSet) throws {
    guard let sheet else { return }
    try OutputFile.check(sheet, replacing: force)
    let drawn = try GeneratedSheet(
      TrainedModel(checkpoint, compute: compute.value), on: set, latentSamples: sheetLatentSamples)
    try ImageFile.write(drawn.image, to: sheet, replacing: force)
  }

  /// The judges, which the first rank trains where they are missing.
  private func evaluators(
    for configuration: Configuration, _ set: DataSet, _ ranks: any RankGroup
  ) throws -> Evaluators {
    let folder = EvaluatorFolder(evaluators ?? Folder.path(path, "evaluators"))
    func ready() throws -> Evaluators {
      try folder.evaluators(
        for: configuration, set, isQuiet: quiet || !ranks.isLeader, compute: compute.value
      ) { Terminal.note($0) }
    }
    let first = try ranks.together { ranks.isLeader ? try ready() : nil }
    return try ranks.together { try first ?? ready() }
  }

  private func tell(
    _ found: RunEvaluation, of checkpoint: Checkpoint, against other: JSONValue?
  ) throws {
    var document = found.document(of: checkpoint, run: path)
    if data == nil, split == .validation, self.tables == nil, temperature == nil {
      keep(document, in: RunFolder(path))
    }
    var tables = found.tables
    if let other, let against {
      let table = try Comparison.table(of: document, against: other, path: against)
      document[table.name] = .array(table.rows)
      tables.append(table)
    }
    if json { return Terminal.output(document) }
    announce(checkpoint, pairs: found.count)
    for table in tables { show(table) }
  }

  /// Keeps what was found in the run folder; the tables are given out all the same where that fails.
  private func keep(_ document: JSONValue, in folder: RunFolder) {
    do {
      try OutputFile.write(
        document.encoded(pretty: true) + "\n", to: folder.evaluation, replacing: true)
    } catch {
      Terminal.warning("\(error)")
    }
  }

  private func evaluatorClassifier(_ checkpoint: Checkpoint, _ set: DataSet) throws {
    let generator = try model.map {
      try TrainedModel(checked: $0, temperature: temperature, compute: compute.value) {
        Terminal.warning($0)
      }
    }
    let found = try ClassifierEvaluation(
      checkpoint, generator: generator, on: set, split: split, latentSamples: latentSamples,
      compute: compute.value)
    if json {
      return Terminal.output(
        [
          "schema": 3, "run": .string(path), "step": .integer(Int64(checkpoint.step)),
          "model": .string(checkpoint.configuration.model.rawValue),
          "split": .string(split.rawValue), "pairs": .integer(Int64(found.count)),
          "latent_samples": .integer(Int64(latentSamples)), "accuracy": .array(found.table.rows),
        ])
    }
    announce(checkpoint, pairs: found.count)
    show(found.table)
  }

  private func announce(_ checkpoint: Checkpoint, pairs: Int) {
    Terminal.output(
      "\(path) (\(checkpoint.configuration.model.rawValue)) at step \(checkpoint.step): "
        + "\(pairs) \(split.rawValue) pairs, \(latentSamples) latent samples")
    if split == .training {
      Terminal.output("these pairs were trained on: the numbers say nothing about new data")
    }
  }

  private func show(_ table: EvaluationTable) {
    Terminal.output("")
    for line in table.lines { Terminal.output(line) }
  }
}

extension RunEvaluation.Split: ExpressibleByArgument {}
