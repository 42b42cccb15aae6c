import ArgumentParser
import Configuration
import Console
import Evaluation
import Files
import Media
import Ranks
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a run on pairs that it was never trained on.",
    discussion: """
      Every pair of the split is translated in both directions, on both routes, with several latent \
      vectors. The tables compare the results with real pairs: accuracy of the class by two evaluators, \
      familiarity, matched pairs, nearest real images and sharpness, distance from real items, precision and recall, \
      diversity, memorisation, retrieval, reconstruction, and waveforms after Griffin-Lim.

      The evaluators are classifiers of the real training pairs; no generator is trained with them. They \
      are trained once, in a few minutes, and kept in --evaluators for other runs on the same data. Their \
      accuracy on real pairs is the upper limit: a generated image cannot say more about the class than \
      its sound does. Chance and the majority class are the lower limit. RUN/evaluation.json keeps all \
      tables of a generator's own validation pairs.

      Given files of --json instead of a run, the command pools them: runs of several seeds, or of all \
      folds. It prints means with 95 % intervals, and paired tests against the files of --against.

        cmcgan-evaluate runs/demo
        cmcgan-evaluate runs/urmp --latent-samples 8 --evaluators runs/evaluators
        cmcgan-evaluate runs/new --against old.json
        cmcgan-evaluate runs/multimodal --model runs/sub-urmp
        cmcgan-evaluate new.1.json new.2.json --against old.1.json old.2.json
      """)

  @Argument(
    help: ArgumentHelp("A run folder, or evaluations (.json) to pool.", valueName: "run"),
    completion: .file())
  var paths: [String]

  @Option(
    help: ArgumentHelp("Another data set, with the same classes as the run's.", valueName: "root"),
    completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Sounds in class folders, for the tables recorded and familiarity (default: the held-out ones of the run).",
      valueName: "folder"), completion: .directory)
  var unpairedSounds: String?

  @Option(
    help: ArgumentHelp(
      "Images in class folders, for the tables photographs and familiarity (default: the held-out ones of the run).",
      valueName: "folder"), completion: .directory)
  var unpairedImages: String?

  @Option(help: ArgumentHelp("Which pairs to use.", valueName: "name"))
  var split: EvaluationSplit = .validation

  @Option(help: ArgumentHelp("Number of latent vectors for each pair.", valueName: "n"))
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
      "Folder of the evaluators; missing ones are trained there (default: RUN/evaluators).",
      valueName: "folder"), completion: .directory)
  var evaluators: String?

  @Option(
    help: ArgumentHelp(
      "Folder of sounds and images of no class, to measure how well they are told from known ones.",
      valueName: "folder"), completion: .directory)
  var unknown: String?

  @Option(
    help: ArgumentHelp(
      "Model that generates the missing member for a multimodal classifier.", valueName: "model"),
    completion: .file())
  var model: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Earlier evaluations (--json) of the same pairs, to compare pair by pair.",
      valueName: "files"), completion: .file())
  var against: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also write a PNG of the results for one pair of each class.", valueName: "file"),
    completion: .file())
  var sheet: String?

  @Option(
    help: ArgumentHelp("Number of latent vectors on the sheet, one row each.", valueName: "n"))
  var sheetLatentSamples = 1

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace an existing sheet.")
  var force = false

  @Flag(help: "Print one JSON object instead of the tables.")
  var json = false

  @Flag(help: "Print only errors and warnings on standard error.")
  var quiet = false

  private var path: String { paths[0] }
  /// Whether evaluations are pooled, and nothing is evaluated.
  private var isPooling: Bool { paths.count > 1 || path.hasSuffix(".json") }

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("A run folder is missing.") }
    try check("--latent-samples", latentSamples, 1...1_000)
    try check("--temperature", temperature, ConversionSettings.temperatures)
    try check("--sheet-latent-samples", sheetLatentSamples, 1...64)
    _ = try wanted
    let ofRuns = [
      ("--data", data), ("--evaluators", evaluators), ("--model", model), ("--sheet", sheet),
      ("--unpaired-sounds", unpairedSounds), ("--unpaired-images", unpairedImages),
      ("--unknown", unknown), ("--temperature", temperature.map { "\($0)" }),
    ]
    for (option, value) in ofRuns where isPooling && value != nil {
      throw ValidationError("\(option) is for a run, not for evaluations that are pooled.")
    }
  }

  private static let tableNames = TableKind.all.map(\.name).joined(separator: ", ")

  private var wanted: [TableKind] {
    get throws {
      guard let tables else { return TableKind.all }
      return try tables.split(separator: ",").map { name in
        guard let table = TableKind.named(String(name)) else {
          throw ValidationError("--tables: there is no table \(name) (\(Self.tableNames)).")
        }
        return table
      }
    }
  }

  mutating func run() throws {
    let ranks = try SharedWork.join()
    try compute.apply(on: ranks)
    let others = try ranks.together { try compared }
    if isPooling {
      return try ranks.together { if ranks.isLeader { try pool(others) } }
    }
    let subject = try ranks.together { try self.subject(ranks) }
    let kind = subject.configuration.model
    guard kind.generates else {
      try ranks.together { if ranks.isLeader { try evaluateClassifier(subject) } }
      if kind == .multimodal, !quiet, ranks.isLeader {
        NextStep.tell("classify", "sound.wav", "--classifier", path)
      }
      return
    }
    try ranks.together { if ranks.isLeader { try writeSheet(subject) } }
    let folder = EvaluatorFolder(evaluators ?? Folder.path(path, "evaluators"))
    let evaluators = try folder.evaluators(
      for: subject.configuration, subject.set, ranks: ranks, isQuiet: quiet, compute: compute.value
    ) { Terminal.note($0) }
    let progress = Progress(isQuiet: quiet || !ranks.isLeader)
    defer { progress.finish() }
    let found = try RunEvaluation(
      subject, latentSamples: latentSamples, tables: wanted, unknown: unknown, evaluators,
      ranks: ranks, compute: compute.value
    ) { share in
      progress.show("\(path): \(Int(100 * share)) % evaluated")
    }
    progress.finish()
    guard ranks.isLeader else { return }
    try output(found, of: subject, against: others)
    guard !quiet else { return }
    NextStep.tell("export", path, "-o", "\(RunFolder(path).lastName).safetensors")
  }

  /// The evaluations to compare with, read before any work is done.
  private var compared: PooledEvaluation? {
    get throws {
      guard !against.isEmpty else { return nil }
      guard try wanted.contains(where: { $0.name == TableKind.accuracy.name }) else {
        throw Failure(.usage, nil, "--against compares accuracies, which --tables leaves out")
      }
      return try PooledEvaluation(against.map { try SavedEvaluation($0) })
    }
  }

  private func pool(_ others: PooledEvaluation?) throws {
    let pooled = try PooledEvaluation(paths.map { try SavedEvaluation($0) })
    let names = try wanted.map(\.name)
    var tables = pooled.tables.filter { names.contains($0.name) }
    if let others { tables.append(try Comparison.table(of: pooled, against: others)) }
    let document = pooled.document(tables)
    if json { return Terminal.output(document) }
    Terminal.output("\(paths.count) evaluations of \(pooled.count) pairs")
    show(document, tables)
  }

  /// The run and its data, which all ranks read.
  private func subject(_ ranks: any RankGroup) throws -> EvaluationSubject {
    let subject = try EvaluationSubject(
      path, data: data, unpairedSounds: unpairedSounds, unpairedImages: unpairedImages,
      split: split, temperature: temperature
    ) { note in if ranks.isLeader { Terminal.warning(note) } }
    let kind = subject.configuration.model
    guard model == nil || kind == .multimodal else {
      throw Failure(
        .usage, nil,
        "--model is for a run of model multimodal; \(path) is one of \(kind.rawValue)")
    }
    let isPlain =
      tables == nil && against.isEmpty
      && [sheet, unknown, unpairedSounds, unpairedImages].allSatisfy { $0 == nil }
    guard kind.generates || isPlain else {
      throw Failure(
        .usage, nil,
        "--tables, --sheet, --unknown, --unpaired-sounds, --unpaired-images and --against are for "
          + "models that generate; \(path) is one of \(kind.rawValue)")
    }
    return subject
  }

  private func writeSheet(_ subject: EvaluationSubject) throws {
    guard let sheet else { return }
    try OutputFile.check(sheet, replacing: force)
    let generated = try GeneratedSheet(
      TrainedModel(subject.checkpoint, compute: compute.value), on: subject.set,
      latentSamples: sheetLatentSamples)
    try ImageFile.write(generated.image, to: sheet, replacing: force)
  }

  private func output(
    _ found: RunEvaluation, of subject: EvaluationSubject, against others: PooledEvaluation?
  ) throws {
    let isUsual =
      split == .validation && tables == nil && temperature == nil
      && [data, unpairedSounds, unpairedImages, unknown].allSatisfy { $0 == nil }
    if isUsual {
      // The tables are printed even where the run folder cannot be written.
      do { try found.write(to: path) } catch { Terminal.warning("\(error)") }
    }
    var (document, tables) = (found.document, found.tables)
    if let others {
      let own = try PooledEvaluation([SavedEvaluation(document, path)])
      let table = try Comparison.table(of: own, against: others)
      document[table.name] = .array(table.rows)
      tables.append(table)
    }
    if json { return Terminal.output(document) }
    announce(subject, pairs: found.count)
    show(document, tables)
  }

  private func evaluateClassifier(_ subject: EvaluationSubject) throws {
    let generator = try model.map {
      try TrainedModel(checked: $0, temperature: temperature, compute: compute.value) {
        Terminal.warning($0)
      }
    }
    let found = try ClassifierEvaluation(
      subject, generator: generator, latentSamples: latentSamples, compute: compute.value)
    if json { return Terminal.output(found.document) }
    announce(subject, pairs: found.count)
    show(found.document, [found.table])
  }

  private func announce(_ subject: EvaluationSubject, pairs: Int) {
    Terminal.output(
      "\(path) (\(subject.configuration.model.rawValue)) at step \(subject.checkpoint.step): "
        + "\(pairs) \(split.rawValue) pairs, \(latentSamples) latent samples")
    if split == .training {
      Terminal.output("These pairs were trained on: the numbers say nothing about new data.")
    }
  }

  /// Prints the verdict on an evaluation, and the tables behind it.
  private func show(_ document: JSONValue, _ tables: [EvaluationTable]) {
    let parts = [EvaluationVerdict(document).lines] + tables.map(\.lines)
    for part in parts where !part.isEmpty {
      Terminal.output("")
      for line in part { Terminal.output(line) }
    }
  }
}

extension EvaluationSplit: ExpressibleByArgument {}
