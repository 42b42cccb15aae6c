import ArgumentParser
import Autograd
import CMCGAN
import Files
import TensorCore
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from a JSON configuration.",
    discussion: """
      A run folder gets the merged configuration (config.json), the losses (metrics.jsonl), sheets \
      of samples (samples/) and checkpoints (checkpoints/). Any key of the configuration can be \
      replaced on the command line:

        cmcgan-train --config configs/sub-urmp.json --set data.root=/data/sub-urmp
        cmcgan-train --config configs/demo.json --set training.steps=3000 --output runs/long
        cmcgan-train --resume runs/long
      """)

  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The run folder (default: runs/ and the configuration's name).", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Go on in this run folder where its newest checkpoint stopped.", valueName: "run"))
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Start from the encoders and decoders of this model or run.", valueName: "model"))
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

  @Flag(help: "Check everything, say how large the model is and stop.")
  var dryRun = false

  @Flag(help: "One JSON object a line on standard output: start, step, checkpoint, end.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  mutating func validate() throws {
    guard (config == nil) != (resume == nil) else {
      throw ValidationError("Either --config or --resume is needed.")
    }
    guard resume == nil || (output == nil && initFrom == nil && seed == nil) else {
      throw ValidationError("--resume takes everything from the run folder but --steps and --set.")
    }
  }

  mutating func run() throws {
    try compute.apply()
    let folder = RunFolder(resume ?? output ?? "runs/\(defaultName)")
    let file = resume == nil ? config ?? "" : folder.configuration
    if resume != nil, !folder.isBegun {
      throw Failure(.missingInput, folder.path, "not a run folder (it has no config.json)")
    }
    var settings = assignments
    if let steps { settings.append("training.steps=\(steps)") }
    if let seed { settings.append("seed=\(seed)") }
    let configuration = try Configuration.read(file, assignments: settings)
    if dryRun { return try describe(configuration, folder) }
    let start: Trainer.Start =
      resume != nil ? .resumed : initFrom.map { .from(model: $0) } ?? .fresh
    let showsEvents = json
    let trainer = try Trainer(configuration, in: folder, start: start, isQuiet: quiet) { object in
      if showsEvents { Terminal.output(object) }
    }
    try trainer.run()
    if !quiet { Terminal.note("done: \(folder.path)") }
  }

  private var defaultName: String {
    let name = config?.split(separator: "/").last.map(String.init) ?? "run"
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }

  private func describe(_ configuration: Configuration, _ folder: RunFolder) throws {
    let set = try DataSet(configuration.data, seed: configuration.seed)
    let model = CMCGANModel(configuration)
    func count(_ parameters: [Parameter]) -> Int { parameters.reduce(0) { $0 + $1.value.count } }
    let generator = count(model.generator.parameters)
    let discriminator = count(model.discriminator.parameters)
    let bytes = count(model.state) * MemoryLayout<Scalar>.size
    Terminal.output("run folder: \(folder.path)")
    Terminal.output(
      "data: \(set.training.count) pairs to train on, \(set.validation.count) to validate, "
        + "\(set.classes.count) classes")
    Terminal.output(
      "parameters: \(generator) of the generators, \(discriminator) of the discriminator")
    Terminal.output("a checkpoint: \(Progress.fixed(Double(bytes) / 1e6, 1)) MB")
  }
}
