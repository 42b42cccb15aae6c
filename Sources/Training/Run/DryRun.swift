import Autograd
import Configuration
import Console
import DataSets
import Files
import Glibc
import Models
import TensorCore

/// A run tried out before it begins: data and memory checked, parameters counted, steps timed.
///
/// It leaves no run folder behind.
public struct DryRun {
  private let configuration: Configuration
  private let set: DataSet
  private let estimate: MemoryEstimate
  private let compute: Compute

  /// Opens the data of a configuration and refuses what would not fit into memory.
  ///
  /// - Parameters:
  ///   - configuration: what would be trained.
  ///   - ignoringMemory: whether more memory may be needed than is free.
  ///   - compute: the kernels of training; the precision of steps is the configuration's.
  /// - Throws: `Failure` where data, memory or processor do not allow the run.
  public init(
    _ configuration: Configuration, ignoringMemory: Bool, compute: Compute = .fromEnvironment
  ) throws {
    self.configuration = configuration
    self.compute = compute
    try configuration.training.precision.require(with: compute.kernels)
    set = try DataSet(configuration)
    estimate = MemoryEstimate(configuration, pairs: set.training.keptCount)
    if !ignoringMemory { try estimate.require() }
  }

  /// The steps of each phase that are timed, after a first one that is not.
  private static let timedSteps = 3

  /// Trains some steps of each phase and times them, and what a run writes between its steps.
  ///
  /// The checkpoint is written where the run folder would be, and removed.
  ///
  /// - Parameters:
  ///   - folder: where the run would be.
  ///   - start: how the run would start; all conditions of that are checked.
  /// - Returns: counts of pairs, parameters and bytes, and times in seconds.
  /// - Throws: `Failure` where data, folder, checkpoint or configuration do not allow the run.
  public func measure(in folder: RunFolder, start: Trainer.Start) throws -> JSONValue {
    try folder.requireRoom(for: start)
    let store = SampleStore(set.training, of: set, configuration)
    let batches = try BatchMaker(store, of: set, configuration)
    let place = try Self.existing(folder.path)
    guard access(place, W_OK | X_OK) == 0 else {
      throw Failure(.cannotCreate, folder.path, "cannot write in the folder \(place)")
    }
    let digest = set.digest()
    let model = configuration.freshModel(
      classes: set.classes.count,
      backbone: try BackboneFile.network(for: configuration, start: start, in: folder))
    var position = -1
    switch start {
    case .fresh: break
    case .from(let path, let fresh):
      try model.begin(from: path, butFor: fresh) { Terminal.warning($0) }
    case .resumed(let acceptsDataChange):
      let checkpoint = try folder.newestCheckpoint { Terminal.warning($0) }
      try checkpoint.requireContinuation(
        configuration, classes: set.classes, dataDigest: digest,
        acceptsDataChange: acceptsDataChange)
      position = checkpoint.step
    }
    var times = RunTimes(configuration)
    try time(&times, model, store, batches)
    let path = Folder.path(place, ".cmcgan-\(getpid())-dry-run.tmp.safetensors")
    defer { unlink(path) }
    var bytes = 0
    func classMeans() -> ClassMeans? {
      ClassMeans(of: model, on: store, classes: set.classes.count, compute)
    }
    // Only the first checkpoint of a run has to wait for pairs to be read.
    _ = classMeans()
    let clock = ContinuousClock()
    let save = try clock.measure {
      _ = try Checkpoint.write(
        model, classes: set.classes, step: 3, rollbacks: 0, dataDigest: digest,
        classMeans: classMeans(), to: path)
      bytes = InputFile.size(of: path) ?? 0
    }
    times.took(.checkpoint, seconds: save / .seconds(1))
    let outputs = try RunOutputs(set, configuration, folder, compute)
    let validation = clock.measure { _ = outputs.validationError(of: model) }
    times.took(.validation, seconds: validation / .seconds(1))
    times.took(.sheet, seconds: clock.measure { outputs.rehearseSheet(model) } / .seconds(1))
    var document = counts(of: model, digest, folder)
    for member in self.members(times, after: position) { document[member.key] = member.value }
    document["checkpoint_bytes"] = .integer(Int64(bytes))
    if let free = Folder.freeBytes(at: place) {
      document["free_disk_bytes"] = .integer(Int64(free))
    }
    return document
  }

  /// Times steps of all phases, with batches that are made as a run makes them.
  private func time(
    _ times: inout RunTimes, _ model: any TrainableModel, _ store: SampleStore,
    _ batches: BatchMaker
  ) throws {
    guard !times.phases.isEmpty else { return }
    try model.prepare(with: store)
    // All batches are taken, so that nobody reads the store when this is done.
    let queue = try BatchQueue(1...times.phases.count * (Self.timedSteps + 1)) {
      try batches.batch(step: $0)
    }
    for (number, phase) in times.phases.enumerated() {
      let seconds = try StepTrial.seconds(
        of: phase, model, in: StepContext(compute), count: Self.timedSteps, batch: queue.next)
      times.tried(phase: number, seconds: seconds[seconds.count / 2])
    }
  }

  private func counts(
    of model: any TrainableModel, _ digest: String, _ folder: RunFolder
  ) -> JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var counts: JSONValue = [
      "schema": 1, "run": .string(folder.path), "training_pairs": number(set.training.count),
      "validation_pairs": number(set.validation.count), "classes": number(set.classes.count),
      "data_digest": .string(digest), "parameters": number(model.networks.used.learnedCount),
      "discriminator_parameters": number(model.networks.discriminator?.learnedCount ?? 0),
      "peak_memory_bytes": number(ProcessMemory.peak),
      "estimated_memory_bytes": number(estimate.bytes),
    ]
    if let free = ProcessMemory.available { counts["free_memory_bytes"] = number(free) }
    return counts
  }

  /// The times of the run; what is still to be done follows a step, -1 for a new run.
  private func members(_ times: RunTimes, after position: Int) -> [JSONValue.Member] {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    let phases = times.phases.indices.map { phase -> JSONValue in
      let (steps, seconds) = (times.stepsLeft(phase, after: position), times.secondsPerStep(phase))
      return [
        "name": .string(times.phases[phase].name), "steps": number(steps),
        "seconds_per_step": .real(seconds), "seconds": .real(Double(steps) * seconds),
      ]
    }
    func seconds(_ phase: String) -> JSONValue? {
      times.phases.firstIndex { $0.name.hasPrefix(phase) }.map { .real(times.secondsPerStep($0)) }
    }
    let longest = times.phases.indices.map(times.secondsPerStep).max() ?? 0
    let all: [(String, JSONValue?)] = [
      ("phases", .array(phases)),
      ("seconds_per_step", .real(times.secondsPerStep(times.phases.count - 1))),
      ("seconds_per_encoder_step", seconds("encoder")),
      ("seconds_per_autoencoder_step", seconds("autoencoder")),
      ("seconds_per_translation_step", seconds("translation")),
      ("checkpoints", number(times.count(.checkpoint, after: position))),
      ("seconds_per_checkpoint", .real(times.seconds(.checkpoint))),
      ("seconds_per_validation", .real(times.seconds(.validation))),
      ("sample_sheets", number(times.count(.sheet, after: position))),
      ("seconds_per_sheet", .real(times.seconds(.sheet))),
      ("seconds_in_all", .real(times.secondsLeft(after: -1))),
      ("seconds_left", .real(times.secondsLeft(after: position))),
      ("stop_seconds", .real(longest + times.seconds(.checkpoint))),
    ]
    return all.compactMap { key, value in value.map { .init(key, $0) } }
  }

  /// The path, or the nearest folder above it that is there.
  private static func existing(_ path: String) throws -> String {
    if Folder.exists(path) { return path }
    guard !InputFile.exists(path) else {
      throw Failure(.cannotCreate, path, "is a file, a folder is needed")
    }
    return try existing(Folder.parent(of: path))
  }
}

extension MemoryEstimate {
  /// Throws `.resources` where so many processes of the run would need more memory than is free.
  func require(processes: Int = 1) throws {
    let bytes = bytes * processes
    guard let free = ProcessMemory.available, bytes > free else { return }
    throw Failure(
      .resources, nil,
      "the run needs about \(bytes / 1_000_000) MB of memory (\(free / 1_000_000) MB are free)",
      hint: "Use a smaller training.batchSize or networks.width, or --force-memory to try anyway."
    )
  }
}
