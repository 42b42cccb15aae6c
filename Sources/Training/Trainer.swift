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
/// Several ranks can train one model together, each on its part of every batch. All of them read the
/// data. Only the first writes the run folder and prints messages: it sends what it reads from a
/// checkpoint to the others. A checkpoint is written only while all ranks hold the same numbers.
public final class Trainer {
  let configuration: Configuration
  let folder: RunFolder
  let ranks: any RankGroup
  /// What steps are computed with, and how the ranks share them.
  let context: StepContext
  /// Held by the rank that writes.
  private let lock: FolderLock?
  let data: TrainingData
  let model: any TrainableModel
  let record: RunRecord
  let journal: RunJournal
  let agreement: RankAgreement
  let checkpoints: CheckpointKeeper
  /// What a run makes of validation pairs, on the rank that writes.
  let outputs: RunOutputs?
  let isResumed: Bool
  /// The path of the model that the run begins from; `nil` for a fresh or resumed run.
  let originPath: String?
  /// The frozen network of encoder, discriminator and losses; `nil` where none is used.
  let backbone: EfficientNetLite0?
  /// Whether people are told how long the run takes.
  let tellsTime: Bool
  var position: RunPosition
  /// What the run has taken so far, on the rank that writes.
  var times: RunTimes

  /// Prepares a run: data, networks and folder.
  ///
  /// - Parameters:
  ///   - configuration: what to train and how.
  ///   - folder: the run folder. It may hold a run only if `start` resumes it.
  ///   - start: with which weights the run starts.
  ///   - isQuiet: whether to print warnings only.
  ///   - ignoringMemory: whether to try a run that needs more memory than is free.
  ///   - version: the version of the program, for `run.json`.
  ///   - ranks: the processes that train together.
  ///   - compute: the kernels of training and validation; the precision of steps is the configuration's.
  ///   - models: what makes the model of the configuration.
  ///   - event: called on the first rank with one JSON object for the start, each logged step, each
  ///     checkpoint, each fault and the end.
  /// - Throws: `Failure` where data, folder, checkpoint or configuration do not allow the run.
  public init(
    _ configuration: Configuration, in folder: RunFolder, start: Start, isQuiet: Bool,
    ignoringMemory: Bool = false, version: String = "", ranks: any RankGroup = SoleRank(),
    compute: Compute = .fromEnvironment, models: ModelFactory = .standard,
    event: @escaping (JSONValue) -> Void = { _ in }
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.ranks = ranks
    context = StepContext(compute, reduction: DataParallel(configuration, ranks))
    try configuration.requireParts(for: ranks)
    if ranks.isLeader { try folder.requireRoom(for: start) }
    try configuration.training.precision.require(with: compute.kernels)
    data = try TrainingData(configuration, for: ranks, ignoringMemory: ignoringMemory)
    backbone = try BackboneFile.network(for: configuration, start: start, in: folder)
    model = models.model(configuration, classes: data.set.classes.count, backbone: backbone)
    var origins: [String] = []
    if case .from(let path, let fresh) = start {
      origins = try model.begin(from: path, butFor: fresh) {
        if ranks.isLeader { Terminal.warning($0) }
      }
      originPath = path
    } else {
      originPath = nil
    }
    lock = ranks.isLeader ? try folder.locked() : nil
    // Another run may have begun and ended here while this one read its data.
    if ranks.isLeader { try folder.requireRoom(for: start) }
    record = RunRecord(
      configuration, data.set, backbone, ranks: ranks.count, compute: compute, version: version)
    agreement = RankAgreement(ranks, record, configuration, folder)
    checkpoints = CheckpointKeeper(
      folder, configuration.output, classes: data.set.classes, dataDigest: record.dataDigest,
      ranks: ranks.count, origins: origins)
    isResumed = start.isResumed
    tellsTime = !isQuiet && ranks.isLeader
    position = RunPosition()
    times = RunTimes(configuration)
    if ranks.isLeader, case .resumed(let acceptsDataChange) = start {
      position = try checkpoints.resume(model, acceptsDataChange: acceptsDataChange)
      record.departures(from: folder.description).forEach(Terminal.warning)
    }
    journal = RunJournal(
      folder, configuration.training, ranks, isQuiet: isQuiet, event: event)
    guard ranks.isLeader else {
      outputs = nil
      return
    }
    try journal.forgetSteps(after: position.step)
    outputs = try RunOutputs(data.set, configuration, folder, compute)
    journal.tell(outputs?.takeFailures() ?? [])
  }

  /// Trains up to the configured number of steps.
  ///
  /// SIGINT, SIGTERM and SIGHUP save and stop between two steps, and then end the process. SIGUSR1
  /// saves and goes on. A step whose losses or gradients are not finite is discarded, and the run goes
  /// back to its newest checkpoint.
  ///
  /// - Throws: `Failure` of kind `diverged` where the run may not go back any more, of kind
  ///   `inputOutput` where a checkpoint cannot be written; the last checkpoint is good.
  public func run() throws {
    SignalRequest.listen()
    announce()
    try takeLeadersState()
    try begin()
    guard !isComplete else {
      journal.note("already complete at step \(position.step)")
      return journal.report(["event": "end", "step": .integer(Int64(position.step))])
    }
    var batches = try data.batches(after: position)
    var isFirstStep = true
    while !isComplete {
      let start = ContinuousClock.now
      // A rank that cannot make its batch would leave the others waiting in the step.
      let batch = try ranks.together {
        if position.step == 0 { try model.prepare(with: data.store) }
        return try batches.next()
      }
      let losses = model.train(on: batch, step: position.step + 1, in: context)
      position.step += 1
      times.took(step: position.step, seconds: Self.seconds(since: start))
      if isFirstStep { tryOutPhases(on: batch) }
      isFirstStep = false
      journal.tell(data.takeFailures())
      let requests = SignalRequest.agreed(by: ranks)
      do {
        try finishStep(losses, requests)
      } catch {
        guard let divergence = error.divergence else { throw error }
        try goBack(because: divergence)
        batches = try data.batches(after: position)
      }
      // A signal may have come since the requests were read.
      if let signal = requests.stop ?? SignalRequest.agreedStop(by: ranks) { try stop(by: signal) }
    }
    journal.finish()
    journal.report(["event": "end", "step": .integer(Int64(position.step))])
  }

  /// Whether no step is left to do.
  private var isComplete: Bool { position.step >= configuration.training.steps }

  /// Whether the present step is the last of the run.
  var isAtLastStep: Bool { position.step == configuration.training.steps }

  /// Logs, saves and draws what is due after a step.
  ///
  /// - Throws: `Failure` of kind `diverged` where a number of the step is not finite.
  private func finishStep(_ losses: Losses, _ requests: SignalRequest.Agreed) throws {
    let step = position.step
    guard losses.areFinite else {
      throw Failure(
        .diverged, folder.path,
        "\(losses.gradientsAreFinite ? "a loss" : "a gradient") is not finite at step \(step)")
    }
    let settings = configuration.output
    if ranks.isLeader, step % settings.logEvery == 0 || isAtLastStep || step == 1 {
      journal.log(losses, step: step)
    }
    journal.show(losses, step: step, times)
    let isStopping = requests.stop != nil
    if step % settings.checkpointEvery == 0 || isAtLastStep || requests.save || isStopping {
      try save(isStopping: isStopping)
      if requests.save { journal.note("saved step \(step), as SIGUSR1 asked") }
    }
    // A run that stops draws its sheet when it is resumed.
    if isSheetDue, !isStopping {
      let start = ContinuousClock.now
      journal.tolerating { try outputs?.writeSheet(model, step: step) }
      times.took(.sheet, seconds: Self.seconds(since: start))
    }
  }

  /// Whether a sample sheet belongs to the present step.
  var isSheetDue: Bool {
    position.step > 0
      && (position.step % configuration.output.sampleEvery == 0 || isAtLastStep)
  }

  /// Writes a checkpoint, once all ranks have shown that they hold the same state.
  ///
  /// - Parameter isStopping: whether somebody waits for the end, so that no validation error is measured.
  /// - Throws: `Failure` where ranks differ, a number is not finite or the file cannot be written.
  func save(isStopping: Bool = false) throws {
    let start = ContinuousClock.now
    try agreement.requireEqualState(of: model, step: position.step)
    try ranks.together { if ranks.isLeader { try writeCheckpoint(isStopping: isStopping) } }
    checkpoints.newestStep = position.step
    times.took(.checkpoint, seconds: Self.seconds(since: start))
  }

  /// Writes a checkpoint on the rank that calls this.
  func writeCheckpoint(isStopping: Bool = false) throws {
    let event = try checkpoints.write(
      model, at: position, classMeans: classMeans, tolerating: journal.tolerating
    ) {
      isStopping ? nil : outputs?.validationError(of: model)
    }
    journal.report(event)
  }

  /// The mean features of the classes, for those who convert with a checkpoint.
  ///
  /// Before the first step they would say nothing.
  private var classMeans: ClassMeans? {
    guard position.step > 0 else { return nil }
    return ClassMeans(
      of: model, on: data.store, classes: data.set.classes.count, context.compute)
  }
}
