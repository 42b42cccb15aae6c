import ArgumentParser
import Configuration
import Console
import Files
import Glibc
import Inference
import Ranks
import Report
import TensorCore
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model.",
    discussion: """
      With --data alone, training uses the recommended recipe, \(Recipe.recommended), in steps that suit the \
      number of pairs, and says what it chose. With --fine-tune, it begins from a trained model, the default \
      model unless --from names another, and takes about ten minutes on two cores. A configuration holds what \
      differs from a shipped recipe (key "extends") or from the defaults.

        cmcgan-train --data my-pairs
        cmcgan-train --data my-pairs --preset quick
        cmcgan-train --fine-tune my-pairs --output runs/mine
        cmcgan-train --config demo --steps 3000 --output runs/long
        cmcgan-train --config mine.json --set losses.adversarial=hinge --print-config
        cmcgan-train --resume runs/long

      The run folder gets the complete configuration (config.json), the losses (metrics.jsonl), sheets of \
      samples (samples/), checkpoints (checkpoints/), a log of events (events.jsonl), a description of the \
      machine (run.json), and a page that shows all of this (report.html). At the end, memory.safetensors \
      keeps what the model needs to tell what is unfamiliar. Fine-tuning also trains the classifier of pairs \
      of the model (classifier/), and writes both into one file (model.safetensors).

      With both --config and --resume, the command begins the run if it does not exist, and resumes it \
      otherwise. So one command line can be repeated. SIGTERM, SIGINT and SIGHUP save and stop after the \
      current step. SIGUSR1 saves and continues.
      """)

  @Option(
    help: ArgumentHelp(
      "The configuration: a file, or the name of a shipped recipe.", valueName: "file"),
    completion: .file())
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Train on this folder or manifest (data.root). Without --config: by the recipe of --preset.",
      valueName: "folder"),
    completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp(
      "With --data: quick (minutes), recommended (hours; more steps for more pairs), or paper (the paper, nothing "
        + "added or scaled). Default: recommended.", valueName: "name"))
  var preset: Preset?

  @Option(
    help: ArgumentHelp(
      "Teach a trained model the classes of this data set, in about ten minutes on two cores.",
      valueName: "folder"),
    completion: .file())
  var fineTune: String?

  @Option(
    help: ArgumentHelp(
      "With --fine-tune: the model or run to begin from (default: $CMCGAN_MODEL, else the default model).",
      valueName: "model"),
    completion: .file())
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The run folder (default: runs/ and the name of the configuration).", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Resume this run at its newest intact checkpoint.", valueName: "run"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Start from the encoders and decoders of this model or run.", valueName: "model"),
    completion: .file())
  var initFrom: String?

  @Option(
    help: ArgumentHelp(
      "With --init-from: a network that begins with fresh weights all the same.",
      valueName: "network"))
  var fresh: [NetworkPart] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace one value, such as losses.adversarial=hinge. Keys are seed, model, and those of "
        + "\(ConfigurationTable.groups.joined(separator: ", ")); --print-keys lists them.",
      valueName: "path=value"))
  var assignments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Train up to this step. Phases of pre-training keep their shares where they would not fit, and always "
        + "with --fine-tune, or with --data alone.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Seed of all random numbers.", valueName: "n"))
  var seed: Int?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Check everything, time each phase, then stop. Leaves no file.")
  var dryRun = false

  @Flag(help: "Resume a run although its data changed.")
  var acceptDataChange = false

  @Flag(help: "Try a run even if it needs more memory than is free.")
  var forceMemory = false

  @Flag(help: "Print the complete configuration and stop.")
  var printConfig = false

  @Flag(
    help: "Print all keys with meaning, range, unit and default as a Markdown table and stop.")
  var printKeys = false

  @Flag(help: "Print the JSON Schema of configurations and stop.")
  var printSchema = false

  @Flag(help: "Print one JSON object a line: start, step, checkpoint, end and faults.")
  var json = false

  @Flag(help: "Print only errors and warnings on standard error.")
  var quiet = false

  mutating func validate() throws {
    let isAsked = [config, data, fineTune, resume].contains { $0 != nil }
    guard isAsked || printSchema || printKeys else {
      throw ValidationError("One of --data, --fine-tune, --config and --resume is needed.")
    }
    try validateStart()
    guard resume == nil || (output == nil && initFrom == nil) else {
      throw ValidationError(
        "--resume names the run folder; it goes without --output and --init-from.")
    }
    guard fresh.isEmpty || initFrom != nil else {
      throw ValidationError("--fresh goes with --init-from.")
    }
    guard resume == nil || config != nil || seed == nil else {
      throw ValidationError("--resume takes the seed from the run folder.")
    }
  }

  mutating func run() throws {
    if printSchema {
      return Terminal.output(ConfigurationSchema.document.encoded(pretty: true))
    }
    if printKeys { return try Terminal.output([UInt8](ConfigurationTable.markdown.utf8)) }
    let ranks = try SharedWork.join()
    try compute.apply(on: ranks)
    let folder = RunFolder(resume ?? output ?? "runs/\(defaultName)")
    let fineTuning = try ranks.together { try plannedFineTuning(ranks) }
    let (configuration, start) = try ranks.together { () -> (Configuration, Trainer.Start) in
      if let fineTuning { return try whatIsTrained(by: fineTuning) }
      return try whatIsTrained(in: folder, ranks)
    }
    if printConfig {
      if ranks.isLeader { try Terminal.output([UInt8](configuration.document().utf8)) }
      return
    }
    if dryRun {
      return try ranks.together {
        try describe(configuration, folder, start, ranks)
        guard let classifier = fineTuning?.classifier else { return }
        try describe(classifier, folder.classifier, start, ranks)
      }
    }
    // A reader of the events who leaves does not end the training.
    signal(SIGPIPE, SIG_IGN)
    try train(configuration, in: folder, start, ranks) {
      try fineTuning?.record.write(to: folder)
    }
    let model = try finishFineTuning(of: folder, ranks)
    guard !quiet, ranks.isLeader else { return }
    Terminal.note("done: \(model ?? folder.path)")
    if let model {
      NextStep.tell("convert", "sound.wav", "-o", "image.png", "--model", model)
    } else {
      NextStep.tell("evaluate", folder.path)
    }
  }

  /// Trains a run to its end, and keeps what the model remembers.
  ///
  /// - Parameters:
  ///   - configuration: what is trained.
  ///   - folder: the run folder.
  ///   - start: how the run starts.
  ///   - ranks: the processes that train together.
  ///   - prepare: writes into the run folder, which this process then holds, before the first step.
  /// - Throws: what `Trainer` throws.
  func train(
    _ configuration: Configuration, in folder: RunFolder, _ start: Trainer.Start,
    _ ranks: any RankGroup, prepare: () throws -> Void = {}
  ) throws {
    let showsEvents = json
    let trainer = try ranks.together {
      try Trainer(
        configuration, in: folder, start: start, isQuiet: quiet, ignoringMemory: forceMemory,
        version: Version.number, ranks: ranks, compute: compute.value
      ) { object in
        if showsEvents { Terminal.output(object) }
        if ["checkpoint", "end", "stop"].contains(object["event"]?.text) {
          writeReport(of: folder)
        }
      }
    }
    try ranks.together { if ranks.isLeader { try prepare() } }
    try trainer.run()
    if ranks.isLeader { remember(folder, compute.value) }
  }

  private func whatIsTrained(
    in folder: RunFolder, _ ranks: any RankGroup
  ) throws -> (Configuration, Trainer.Start) {
    let isResumed = resume != nil && folder.isBegun
    guard isResumed || recipe != nil else {
      throw Failure(.missingInput, folder.path, "not a run folder (it has no config.json)")
    }
    var settings = assignments
    if let data {
      // Quoted, for the name of a folder may be a number.
      settings += ["data.source=files", "data.root=\(JSONValue.string(data).encoded())"]
    }
    if let steps { settings.append("training.steps=\(steps)") }
    if let seed { settings.append("seed=\(seed)") }
    let configuration =
      if let recipe, config != nil || !isResumed {
        try read(recipe, settings, ranks)
      } else {
        try Configuration.read(of: folder, assignments: settings)
      }
    let start: Trainer.Start =
      isResumed
      ? .resumed(acceptingDataChange: acceptDataChange)
      : initFrom.map { .from(model: $0, butFor: fresh) } ?? .fresh
    return (configuration, start)
  }

  /// The configuration of a file or recipe; keys that are set in vain are named.
  private func read(
    _ recipe: String, _ settings: [String], _ ranks: any RankGroup
  ) throws -> Configuration {
    let set = try presetData()
    let file = try ConfigurationFile(recipe, assignments: settings) { fitted($0, to: set, ranks) }
    if let set, !quiet, ranks.isLeader { tell(file.configuration, recipe, set) }
    let ignored = file.ignoredKeys
    if !ignored.isEmpty, !quiet, ranks.isLeader {
      Terminal.note(
        "note: model \(file.configuration.model.rawValue) ignores \(ignored.joined(separator: ", "))"
      )
    }
    return file.configuration
  }

  /// The file or recipe of a new run.
  private var recipe: String? {
    config ?? (data == nil ? nil : (preset ?? .recommended).recipe)
  }

  private var defaultName: String {
    if fineTune != nil { return "fine-tuned" }
    let name = recipe?.split(separator: "/").last.map(String.init) ?? "run"
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }
}

/// Keeps what the model remembers of its data, by which it tells what is unfamiliar; without it the run is
/// as good.
private func remember(_ folder: RunFolder, _ compute: Compute) {
  do {
    // What cannot be read was told in training and validation.
    try MemoryMaking.remember(folder, compute: compute) { _ in }
  } catch {
    Terminal.warning("\(error); the model will not tell what is unfamiliar")
  }
}

/// Writes the page of a run that is begun; training goes on without it where that fails.
private func writeReport(of folder: RunFolder) {
  guard folder.isBegun else { return }
  do {
    try Report([folder.path], isLive: true).write(to: folder.report, replacing: true)
  } catch {
    Terminal.warning("\(error); training goes on")
  }
}
