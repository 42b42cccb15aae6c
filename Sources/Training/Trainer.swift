import CMCGAN
import Files
import TensorCore

/// A training run, from its data to its last checkpoint.
public final class Trainer {
  private let configuration: Configuration
  private let folder: RunFolder
  private let set: DataSet
  private let model: CMCGANModel
  private let batches: BatchMaker
  private let sheet: SampleSheet
  private let metrics: MetricsLog
  private let progress: Progress
  private let event: (JSONValue) -> Void
  private let firstStep: Int

  /// How a run starts.
  public enum Start: Sendable {
    /// With fresh weights in a new folder.
    case fresh
    /// Where the newest checkpoint of the folder stopped.
    case resumed
    /// With encoders and decoders of a model, everything else fresh.
    case from(model: String)
  }

  /// Prepares a run: data, networks and folder.
  ///
  /// - Parameters:
  ///   - configuration: what is trained.
  ///   - folder: the run folder; it may not hold a run unless that is resumed.
  ///   - start: how it starts.
  ///   - isQuiet: whether standard error is left alone.
  ///   - event: called with one JSON object for the start, each logged step, checkpoint and the end.
  /// - Throws: `Failure` where data, folder, checkpoint or configuration do not allow the run.
  public init(
    _ configuration: Configuration, in folder: RunFolder, start: Start, isQuiet: Bool,
    event: @escaping (JSONValue) -> Void = { _ in }
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.event = event
    if case .resumed = start {
    } else if folder.isBegun {
      throw Failure(
        .cannotCreate, folder.path, "holds a run already",
        hint: "go on with --resume \(folder.path), or choose another --output")
    }
    set = try DataSet(configuration.data, seed: configuration.seed)
    let training = SampleStore(set.training, of: set, configuration)
    batches = try BatchMaker(training, classes: set.classes.count, configuration)
    model = CMCGANModel(configuration)
    try folder.lock()

    switch start {
    case .fresh: firstStep = 0
    case .from(let path):
      try TrainedModel.checked(path, warn: { warning($0) }).restore(model.generator)
      firstStep = 0
    case .resumed:
      let checkpoint = try folder.newestCheckpoint { text in
        warning(text)
      }
      try Self.requireSameModel(checkpoint, configuration, classes: set.classes)
      try checkpoint.restore(model)
      firstStep = checkpoint.step
    }
    progress = Progress(total: configuration.training.steps, from: firstStep, isQuiet: isQuiet)
    metrics = MetricsLog(folder.metrics)
    try metrics.cut(after: firstStep)
    let validation = SampleStore(set.validation, of: set, configuration)
    sheet = try SampleSheet(validation, classes: set.classes, configuration)
    if case .resumed = start {
    } else {
      try OutputFile.write(try configuration.document(), to: folder.configuration, replacing: false)
    }
  }

  /// Trains up to the configured number of steps.
  ///
  /// SIGINT and SIGTERM save and stop between two steps, and then end the process.
  ///
  /// - Throws: `Failure` of kind `diverged` where a loss is not finite; the last checkpoint is good.
  public func run() throws {
    let settings = configuration.training
    let output = configuration.output
    announce()
    if firstStep == 0 { try save(step: 0) }
    guard firstStep < settings.steps else {
      progress.note("already complete at step \(firstStep)")
      event(["event": "end", "step": .integer(Int64(firstStep))])
      return
    }
    StopRequest.listen()
    let queue = BatchQueue(firstStep + 1...settings.steps) { [batches] step in
      try batches.batch(step: step)
    }
    for step in firstStep + 1...settings.steps {
      let losses = model.train(on: try queue.next(), step: step)
      guard losses.areFinite else {
        throw Failure(
          .diverged, folder.path, "a loss is not finite at step \(step)",
          hint: "lower the learning rates, or resume from the last checkpoint with another seed")
      }
      let isLast = step == settings.steps
      if step % output.logEvery == 0 || isLast || step == 1 {
        let object = MetricsLog.object(step: step, losses)
        try metrics.append(object)
        event(.object([.init("event", "step")] + (object.members ?? [])))
      }
      progress.show(
        step: step, batchSize: settings.batchSize,
        text: "D \(Progress.fixed(Double(losses.discriminator), 3))  "
          + "G \(Progress.fixed(Double(losses.generator), 3))  "
          + "consistency \(Progress.fixed(Double(losses.consistency), 3))")
      let stop = StopRequest.signal
      if step % output.checkpointEvery == 0 || isLast || stop != nil { try save(step: step) }
      if step % output.sampleEvery == 0 || isLast {
        try sheet.write(model, step: step, to: folder)
      }
      if let stop {
        progress.note(
          "stopped by signal \(stop) after step \(step); go on with --resume \(folder.path)")
        StopRequest.raise(stop)
      }
    }
    progress.finish()
    event(["event": "end", "step": .integer(Int64(settings.steps))])
  }

  private func announce() {
    let parameters = model.generator.parameters + model.discriminator.parameters
    let count = parameters.reduce(0) { $0 + $1.value.count }
    progress.note(
      "\(set.training.count) pairs to train on, \(set.validation.count) to validate, "
        + "\(set.classes.count) classes; \(count) parameters; \(Workers.shared.threadCount) threads; "
        + "OpenBLAS \(openBLASCoreName())")
    for note in set.notes { progress.note("note: \(note)") }
    event([
      "event": "start", "schema": 1, "run": .string(folder.path),
      "step": .integer(Int64(firstStep)), "training_pairs": .integer(Int64(set.training.count)),
      "validation_pairs": .integer(Int64(set.validation.count)),
      "parameters": .integer(Int64(count)),
    ])
  }

  private func save(step: Int) throws {
    let path = folder.checkpoint(step: step)
    try Checkpoint.write(model, classes: set.classes, step: step, to: path, replacing: true)
    try folder.keepCheckpoints(configuration.output.keepCheckpoints)
    event(["event": "checkpoint", "step": .integer(Int64(step)), "path": .string(path)])
  }

  private static func requireSameModel(
    _ checkpoint: Checkpoint, _ configuration: Configuration, classes: [String]
  ) throws {
    let saved = checkpoint.configuration
    let differences = [
      ("model", saved.model == configuration.model), ("image", saved.image == configuration.image),
      ("sound", saved.sound == configuration.sound),
      ("networks", saved.networks == configuration.networks),
      ("classes", checkpoint.classes == classes),
    ].filter { !$0.1 }.map(\.0)
    guard differences.isEmpty else {
      throw Failure(
        .badInput, checkpoint.path,
        "was trained with another \(differences.joined(separator: ", ")) than the run's",
        hint: "--init-from starts a new run from its weights")
    }
  }
}

/// Tells the user something that does not end the work.
public func warning(_ text: String) {
  Progress(total: 0, from: 0, isQuiet: false).note("warning: \(text)")
}
