import Autograd
import Configuration
import Console
import DataSets
import Files
import Models
import Ranks
import TensorCore

/// A training run, from its data to its last checkpoint.
///
/// Several ranks train one model together, each on its part of every batch. All of them read the data; the
/// first alone writes the folder and speaks. What it reads from a checkpoint goes to the others, and no
/// checkpoint is written unless all hold the same numbers.
public final class Trainer {
  let configuration: Configuration
  let folder: RunFolder
  let ranks: any RankGroup
  /// What steps are computed with, and how they are shared where there are several ranks.
  private let context: StepContext
  /// The part of each batch that this rank makes.
  private let part: BatchPart
  /// Held by the rank that writes.
  private let lock: FolderLock?
  private let set: DataSet
  private let training: SampleStore
  /// What the next batches are drawn by.
  private var maker: BatchMaker
  private let classCount: Int
  let model: any TrainableModel
  /// What is made of validation pairs, on the rank that writes.
  private let output: (sheet: SampleSheet, validation: ValidationError)?
  private let metrics: MetricsLog
  private let progress: Progress
  private let event: (JSONValue) -> Void
  let record: RunRecord
  private let isResumed: Bool
  /// Steps done.
  var step = 0
  /// The step of the newest checkpoint of this process.
  private var savedStep: Int?
  /// How often the run went back to a checkpoint; each time it takes other random numbers.
  var rollbacks = 0
  private var best: CheckpointPointer?
  /// Called after each step; for tests, which have to make numbers go wrong.
  package var afterStep: (any TrainableModel, Int) -> Void = { _, _ in }

  /// How a run starts.
  public enum Start: Sendable {
    /// With fresh weights in a new folder.
    case fresh
    /// Where the newest checkpoint of the folder stopped; with data that may have changed, if so said.
    case resumed(acceptingDataChange: Bool = false)
    /// With encoders and decoders of a model, everything else fresh.
    case from(model: String)
  }

  /// Prepares a run: data, networks and folder.
  ///
  /// - Parameters:
  ///   - configuration: what is trained.
  ///   - folder: the run folder; it may not hold a run unless that is resumed.
  ///   - start: how it starts.
  ///   - isQuiet: whether standard error is left alone, but for warnings.
  ///   - ignoringMemory: whether a run is tried that needs more memory than is free.
  ///   - version: the version of the program, for the record of the run.
  ///   - ranks: the processes that train together.
  ///   - compute: the kernels of training and validation; the precision of steps is the configuration's.
  ///   - event: called with one JSON object for the start, each logged step, checkpoint, fault and the
  ///     end; on the first rank only.
  /// - Throws: `Failure` where data, folder, checkpoint or configuration do not allow the run.
  public init(
    _ configuration: Configuration, in folder: RunFolder, start: Start, isQuiet: Bool,
    ignoringMemory: Bool = false, version: String = "", ranks: any RankGroup = SoleRank(),
    compute: Compute = .fromEnvironment,
    event: @escaping (JSONValue) -> Void = { _ in }
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.event = event
    self.ranks = ranks
    part = BatchPart(
      ranks.part(of: configuration.training.batchSize), of: configuration.training.batchSize)
    context = StepContext(compute, reduction: DataParallel(configuration, ranks))
    try configuration.requireParts(for: ranks)
    if ranks.isLeader { try folder.requireRoom(for: start) }
    try configuration.training.precision.require(with: compute.kernels)
    set = try DataSet(configuration)
    classCount = set.classes.count
    if !ignoringMemory {
      try MemoryEstimate(configuration, pairs: set.training.keptCount, batchSize: part.count)
        .require(processes: ranks.countHere)
    }
    training = SampleStore(set.training, of: set, configuration)
    maker = try BatchMaker(training, of: set, configuration, part: part)
    model = configuration.model.model(configuration, classes: classCount)
    if case .from(let path) = start {
      try model.begin(from: path) { if ranks.isLeader { Terminal.warning($0) } }
    }
    lock = ranks.isLeader ? try folder.locked() : nil
    // A run may have begun and ended here while the data was looked at.
    if ranks.isLeader { try folder.requireRoom(for: start) }
    record = RunRecord(
      configuration, set, ranks: ranks.count, compute: compute, version: version)
    metrics = MetricsLog(folder.metrics)

    switch start {
    case .fresh, .from: isResumed = false
    case .resumed(let acceptsDataChange):
      isResumed = true
      guard ranks.isLeader else { break }
      let checkpoint = try folder.newestCheckpoint { Terminal.warning($0) }
      try checkpoint.requireContinuation(
        configuration, classes: set.classes, dataDigest: record.dataDigest,
        acceptsDataChange: acceptsDataChange)
      for note in checkpoint.departures(of: configuration, ranks: ranks.count) {
        Terminal.warning(note)
      }
      try checkpoint.restore(model)
      step = checkpoint.step
      rollbacks = checkpoint.rollbacks
      best = CheckpointPointer(reading: folder.pointer("best"), upTo: step)
      if let note = record.departure(from: folder.description) { Terminal.warning(note) }
    }
    progress = Progress(
      total: configuration.training.steps, from: step, isQuiet: isQuiet || !ranks.isLeader)
    guard ranks.isLeader else {
      output = nil
      return
    }
    try metrics.cut(after: step)
    let store = SampleStore(set.validation, of: set, configuration)
    output = (
      try SampleSheet(store, classes: set.classes, configuration, compute),
      ValidationError(store, configuration, compute)
    )
    tell(store.takeFailures())
  }

  /// Trains up to the configured number of steps.
  ///
  /// SIGINT, SIGTERM and SIGHUP save and stop between two steps, and then end the process; SIGUSR1
  /// saves and goes on. A step whose losses or gradients are not finite is discarded, and the run goes
  /// back to its newest checkpoint.
  ///
  /// - Throws: `Failure` of kind `diverged` where the run may not go back any more, of kind
  ///   `inputOutput` where a checkpoint cannot be written; the last checkpoint is good.
  public func run() throws {
    SignalRequest.listen()
    let steps = configuration.training.steps
    announce()
    try takeLeadersState()
    try begin()
    guard step < steps else {
      progress.note("already complete at step \(step)")
      return report(["event": "end", "step": .integer(Int64(step))])
    }
    var queue = try batches()
    while step < steps {
      // Whoever cannot make a batch would leave the others waiting in the step.
      let batch = try ranks.together { try queue.next() }
      let losses = model.train(on: batch, step: step + 1, in: context)
      step += 1
      afterStep(model, step)
      tell(maker.takeFailures())
      let requests = SignalRequest.agreed(by: ranks)
      do {
        try finish(losses, requests, isLast: step == steps)
      } catch {
        let failure = (error as? AgreedFailure)?.failure ?? error as? Failure
        guard let failure, failure.kind == .diverged else { throw error }
        try goBack(because: failure)
        queue = try batches()
      }
      // It may have come after the last look.
      if let stop = requests.stop ?? SignalRequest.agreedStop(by: ranks) {
        if savedStep != step { try save(isStopping: true) }
        progress.note(
          "stopped by signal \(stop) after step \(step); go on with --resume \(folder.path)")
        report(["event": "stop", "step": .integer(Int64(step)), "signal": .integer(Int64(stop))])
        _ = ranks.sum(0)  // The first to die would end the others before they are done.
        SignalRequest.raise(stop)
      }
    }
    progress.finish()
    report(["event": "end", "step": .integer(Int64(step))])
  }

  /// Writes what makes the folder one of a run: the first checkpoint, then the configuration.
  private func begin() throws {
    if !isResumed { try save() }
    try ranks.together { if ranks.isLeader { try describe() } }
  }

  private func describe() throws {
    if !isResumed {
      try OutputFile.write(try configuration.document(), to: folder.configuration, replacing: false)
    } else {
      if try Configuration.read(of: folder) != configuration {
        // No later checkpoint would take it over. The configuration comes after it, so that a run which is
        // ended between the two does both again.
        if step == configuration.training.steps { try write(isStopping: false) }
        let next = folder.configurations.next
        try OutputFile.write(try configuration.document(), to: next, replacing: false)
        progress.note("the changed configuration is \(next)")
      }
      if isSheetDue(isLast: step == configuration.training.steps),
        !InputFile.exists(folder.sample(step: step, ".png"))
      {
        tolerating { try output?.sheet.write(model, step: step, to: folder) }
      }
    }
    tolerating {
      try OutputFile.write(
        record.document.encoded(pretty: true) + "\n", to: folder.description, replacing: true)
    }
  }

  /// The batches of the steps to come.
  private func batches() throws -> BatchQueue {
    var shifted = configuration
    // Another start of all random numbers, since those that were drawn led nowhere.
    shifted.seed = configuration.seed &+ rollbacks &* 0x9E37_79B9
    maker = try BatchMaker(training, of: set, shifted, part: part)
    return BatchQueue(step + 1...configuration.training.steps) { [maker] in
      try maker.batch(step: $0)
    }
  }

  /// Logs, saves and draws what is due after a step.
  private func finish(
    _ losses: Losses, _ requests: SignalRequest.Agreed, isLast: Bool
  ) throws {
    guard losses.areFinite else {
      throw Failure(
        .diverged, folder.path,
        "\(losses.gradientsAreFinite ? "a loss" : "a gradient") is not finite at step \(step)")
    }
    let settings = configuration.output
    if ranks.isLeader, step % settings.logEvery == 0 || isLast || step == 1 {
      let object = MetricsLog.object(step: step, losses)
      tolerating { try metrics.append(object) }
      event(.object([.init("event", "step")] + (object.members ?? [])))
    }
    progress.show(
      step: step, batchSize: configuration.training.batchSize,
      text: losses.summary)
    // What is left goes at another pace.
    if step == configuration.training.encoderPretrainingSteps { progress.restart(from: step) }
    let isStopping = requests.stop != nil
    if step % settings.checkpointEvery == 0 || isLast || requests.save || isStopping {
      try save(isStopping: isStopping)
      if requests.save { progress.note("saved step \(step), as SIGUSR1 asked") }
    }
    // A run that stops draws when it goes on.
    if isSheetDue(isLast: isLast), !isStopping {
      tolerating { try output?.sheet.write(model, step: step, to: folder) }
    }
  }

  private func isSheetDue(isLast: Bool) -> Bool {
    step > 0 && (step % configuration.output.sampleEvery == 0 || isLast)
  }

  /// Writes a checkpoint, which has to succeed, and what points to it.
  private func save(isStopping: Bool = false) throws {
    try requireEqualState()
    try ranks.together { if ranks.isLeader { try write(isStopping: isStopping) } }
    savedStep = step
  }

  private func write(isStopping: Bool) throws {
    let path = folder.checkpoint(step: step)
    let checksum = try Checkpoint.write(
      model, classes: set.classes, step: step, rollbacks: rollbacks, ranks: ranks.count,
      dataDigest: record.dataDigest, to: path)
    // Whoever asked for a stop does not wait for the measure.
    let error = isStopping ? nil : output?.validation.measure(model)
    let pointer = CheckpointPointer(
      step: step, file: Folder.lastName(of: path), checksum: checksum,
      validationError: error)
    tolerating { try pointer.write(to: folder.pointer("last")) }
    // A step that is written again has another checksum.
    if let error, error.isFinite,
      error < best?.validationError ?? .infinity || best?.step == step
    {
      tolerating {
        try pointer.write(to: folder.pointer("best"))
        // Until that is written, the file that the old one names is kept.
        best = pointer
      }
    }
    try folder.keepCheckpoints(
      configuration.output.keepCheckpoints, upTo: step, every: configuration.output.keepEvery,
      best: best?.step)
    var object: JSONValue = [
      "event": "checkpoint", "step": .integer(Int64(step)), "path": .string(path),
    ]
    if let error { object["validation_error"] = .real(error) }
    report(object)
  }

  /// Puts the newest checkpoint back and goes on from it with other random numbers.
  private func goBack(because failure: Failure) throws {
    let limit = configuration.faults.maximumRollbacks
    let found = step
    try ranks.together {
      guard rollbacks < limit else {
        throw Failure(
          .diverged, folder.path,
          "\(failure.problem), and the run went back \(rollbacks) times already "
            + "(at most \(limit), faults.maximumRollbacks)",
          hint: "lower the learning rates with --set; the last checkpoint is good")
      }
      guard ranks.isLeader else { return }
      let checkpoint = try folder.newestCheckpoint { progress.warn($0) }
      try checkpoint.restore(model)
      step = checkpoint.step
      rollbacks += 1
      try metrics.cut(after: step)
    }
    try takeLeadersState()
    savedStep = step
    progress.restart(from: step)
    progress.warn(
      "\(failure.problem); back to step \(step) with other random numbers "
        + "and learning rates times \(model.learningRateFactor) (\(rollbacks) of \(limit))")
    report([
      "event": "rollback", "step": .integer(Int64(found)), "to_step": .integer(Int64(step)),
      "rollbacks": .integer(Int64(rollbacks)), "reason": .string(failure.problem),
    ])
  }

  private func announce() {
    let parameters = model.learners.flatMap(\.parameters)
    let count = parameters.reduce(0) { $0 + $1.value.count }
    progress.note(
      "\(set.training.count) pairs to train on, \(set.validation.count) to validate, "
        + "\(set.classes.count) classes; \(count) parameters; \(threadsInWords); "
        + "OpenBLAS \(openBLASInWords())")
    for note in set.notes { progress.note("note: \(note)") }
    if isResumed { progress.note("going on after step \(step)") }
    report([
      "event": "start", "schema": 1, "run": .string(folder.path),
      "step": .integer(Int64(step)), "training_pairs": .integer(Int64(set.training.count)),
      "validation_pairs": .integer(Int64(set.validation.count)),
      "parameters": .integer(Int64(count)), "ranks": .integer(Int64(ranks.count)),
    ])
  }

  /// Tells which files could not be read, on whichever rank.
  private func tell(_ failures: [Failure]) {
    for failure in failures {
      let place = ranks.isLeader ? "" : "rank \(ranks.rank): "
      progress.warn("\(place)\(failure.description); it is left out")
      report(["event": "unreadable", "reason": .string(failure.description)])
    }
  }

  /// Gives an event out, and keeps it in the folder with its time.
  private func report(_ object: JSONValue) {
    guard ranks.isLeader else { return }
    let dated = JSONValue.object((object.members ?? []) + [.init("time", .string(Moment.now))])
    tolerating { try LineFile(folder.events).append(dated) }
    event(object)
  }

  /// Does what training can do without: where it fails, that is said and nothing else.
  private func tolerating(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      progress.warn("\(error); training goes on")
    }
  }
}

extension RunFolder {
  /// Throws where a run cannot start here: a fresh one needs a folder without a run.
  func requireRoom(for start: Trainer.Start) throws {
    if case .resumed = start { return }
    guard !isBegun else {
      throw Failure(
        .cannotCreate, path, "holds a run already",
        hint: "go on with --resume \(path), or choose another --output")
    }
    // A run that was ended before it had its configuration leaves checkpoint 0 at most.
    guard try steps().last ?? 0 == 0 else {
      throw Failure(
        .cannotCreate, path, "holds checkpoints of a run whose config.json is gone",
        hint: "choose another --output")
    }
  }
}

extension TrainableModel {
  /// Takes over the networks of a model that was trained before: those that are used later.
  func begin(from path: String, warn: (String) -> Void) throws {
    let checkpoint = try TrainedModel.checked(path, warn: warn)
    if let generator = (self as? any GeneratingModel)?.generator {
      try checkpoint.restore(generator)
    } else if let networks = learners.first {
      try checkpoint.restore(networks)
    }
    for note in checkpoint.otherMeanings(of: configuration) { warn(note) }
    restartAverages()
  }
}

extension Losses {
  /// The first losses for people: `discriminator 1.204  generator 0.433  consistency 1.020`.
  fileprivate var summary: String {
    entries.prefix(3).map { entry in
      let name = entry.name.rawValue.dropFirst("loss_".count)
      return "\(name) \(Double(entry.value).fixed(3))"
    }.joined(separator: "  ")
  }
}
