import ArgumentParser
import Configuration
import Console
import Files
import Glibc
import Ranks
import Report
import TensorCore
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from a JSON configuration.",
    discussion: """
      A run folder gets the merged configuration (config.json), the losses (metrics.jsonl), sheets \
      of samples (samples/), checkpoints (checkpoints/), what happened (events.jsonl), on what machine \
      (run.json), and all of it as a page (report.html). Any key of the configuration can be replaced on the command line:

        cmcgan-train --config configs/sub-urmp.json --set data.root=/data/sub-urmp
        cmcgan-train --config configs/demo.json --steps 3000 --output runs/long
        cmcgan-train --resume runs/long

      With both --config and --resume the run is begun or gone on with, whichever is due, so that one \
      command can be given again and again. SIGTERM, SIGINT and SIGHUP save and stop after the present \
      step, SIGUSR1 saves and goes on.
      """)

  @Option(help: ArgumentHelp("The configuration.", valueName: "file"), completion: .file())
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The run folder (default: runs/ and the configuration's name).", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Go on in this run folder where its newest checkpoint stopped.", valueName: "run"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Start from the encoders and decoders of this model or run.", valueName: "model"),
    completion: .file())
  var initFrom: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace one value, such as losses.adversarial=hinge.", valueName: "path=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("Train up to this step.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Where all random numbers start.", valueName: "n"))
  var seed: Int?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Check everything, time three steps and a checkpoint, and stop.")
  var dryRun = false

  @Flag(help: "Go on with a run though its data changed.")
  var acceptDataChange = false

  @Flag(help: "Try a run that needs more memory than is free.")
  var forceMemory = false

  @Flag(help: "Print the JSON Schema of configurations and stop.")
  var printSchema = false

  @Flag(help: "One JSON object a line on standard output: start, step, checkpoint, end and faults.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors and warnings.")
  var quiet = false

  mutating func validate() throws {
    guard config != nil || resume != nil || printSchema else {
      throw ValidationError("Either --config or --resume is needed.")
    }
    guard resume == nil || (output == nil && initFrom == nil) else {
      throw ValidationError(
        "--resume names the run folder; it goes without --output and --init-from.")
    }
    guard resume == nil || config != nil || seed == nil else {
      throw ValidationError("--resume takes the seed from the run folder.")
    }
  }

  mutating func run() throws {
    if printSchema {
      return Terminal.output(ConfigurationSchema.document.encoded(pretty: true))
    }
    let ranks = try SharedWork.join()
    try compute.apply(on: ranks)
    let folder = RunFolder(resume ?? output ?? "runs/\(defaultName)")
    let (configuration, start) = try ranks.together { try whatIsTrained(in: folder) }
    if dryRun { return try ranks.together { try describe(configuration, folder, start, ranks) } }
    let showsEvents = json
    // A reader of the events who leaves does not end the training.
    signal(SIGPIPE, SIG_IGN)
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
    try trainer.run()
    if !quiet, ranks.isLeader { Terminal.note("done: \(folder.path)") }
  }

  private func whatIsTrained(in folder: RunFolder) throws -> (Configuration, Trainer.Start) {
    let isResumed = resume != nil && folder.isBegun
    guard isResumed || config != nil else {
      throw Failure(.missingInput, folder.path, "not a run folder (it has no config.json)")
    }
    var settings = assignments
    if let steps { settings.append("training.steps=\(steps)") }
    if let seed { settings.append("seed=\(seed)") }
    let configuration =
      try config.map { try Configuration.read($0, assignments: settings) }
      ?? Configuration.read(of: folder, assignments: settings)
    let start: Trainer.Start =
      isResumed
      ? .resumed(acceptingDataChange: acceptDataChange)
      : initFrom.map { .from(model: $0) } ?? .fresh
    return (configuration, start)
  }

  private var defaultName: String {
    let name = config?.split(separator: "/").last.map(String.init) ?? "run"
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }

  private func describe(
    _ configuration: Configuration, _ folder: RunFolder, _ start: Trainer.Start,
    _ ranks: any RankGroup
  ) throws {
    guard ranks.count == 1 else {
      throw Failure(
        .usage, nil, "--dry-run tries one process (\(ranks.count) ranks were started)",
        hint: "a rank needs the memory and time of its part of training.batchSize")
    }
    let found = try DryRun(
      configuration, ignoringMemory: forceMemory, compute: compute.value
    )
    .measure(in: folder, start: start)
    if json { return Terminal.output(found) }
    func whole(_ key: String) -> Int { found[key]?.wholeNumber ?? 0 }
    func seconds(_ key: String) -> String { (found[key]?.number ?? 0).fixed(2) + " s" }
    func megabytes(_ key: String) -> String {
      found[key].map { _ in "\((Double(whole(key)) / 1e6).fixed(1)) MB" } ?? "unknown"
    }
    Terminal.output("run folder: \(folder.path)")
    Terminal.output(
      "data: \(whole("training_pairs")) pairs to train on, \(whole("validation_pairs")) to validate, "
        + "\(whole("classes")) classes; digest \(found["data_digest"]?.text ?? "")")
    Terminal.output(
      "parameters: \(whole("parameters")) of the networks that are kept, "
        + "\(whole("discriminator_parameters")) of the discriminator")
    Terminal.output(
      "memory: \(megabytes("peak_memory_bytes")) at most in three steps; "
        + "\(megabytes("estimated_memory_bytes")) estimated with all pairs loaded; "
        + "\(megabytes("free_memory_bytes")) free")
    Terminal.output(
      "a step: \(seconds("seconds_per_step")); all \(configuration.training.steps): "
        + (found["seconds_in_all"]?.number ?? 0).inTimeUnits)
    Terminal.output(
      "a checkpoint: \(megabytes("checkpoint_bytes")), \(seconds("seconds_per_checkpoint")); "
        + "\(megabytes("free_disk_bytes")) free")
    Terminal.output(
      "a stop: at most a step and a checkpoint, \(seconds("stop_seconds")) as measured now")
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
