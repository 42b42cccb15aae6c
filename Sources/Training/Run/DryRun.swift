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

  /// Trains three whole steps and times the last two, and one checkpoint.
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
      classes: set.classes.count, backbone: try BackboneFile.network(for: configuration))
    switch start {
    case .fresh: break
    case .from(let path): try model.begin(from: path) { Terminal.warning($0) }
    case .resumed(let acceptsDataChange):
      try folder.newestCheckpoint { Terminal.warning($0) }.requireContinuation(
        configuration, classes: set.classes, dataDigest: digest,
        acceptsDataChange: acceptsDataChange)
    }
    let clock = ContinuousClock()
    let made = try (1...3).map { try batches.batch(step: $0) }
    let training = configuration.training
    let context = StepContext(compute)
    func seconds(_ batch: Batch, step: Int) -> Double {
      clock.measure { _ = model.train(on: batch, step: step, in: context) } / .seconds(1)
    }
    let steps = made.enumerated().map { seconds($1, step: training.pretrainingSteps + $0 + 1) }
    // The first step of each kind of pre-training.
    var first = 1
    let pretraining = training.pretrainingPhases.enumerated().map { number, length in
      defer { first += length }
      return length > 0 ? seconds(made[number], step: first) : 0
    }
    let path = Folder.path(place, ".cmcgan-\(getpid())-dry-run.tmp.safetensors")
    defer { unlink(path) }
    var bytes = 0
    func classMeans() -> ClassMeans? {
      ClassMeans(of: model, on: store, classes: set.classes.count, compute)
    }
    // Only the first checkpoint of a run has to wait for pairs to be read.
    _ = classMeans()
    let save = try clock.measure {
      _ = try Checkpoint.write(
        model, classes: set.classes, step: 3, rollbacks: 0, dataDigest: digest,
        classMeans: classMeans(), to: path)
      bytes = InputFile.size(of: path) ?? 0
    }
    let step = steps.dropFirst().max() ?? 0
    var document: JSONValue = [
      "schema": 1, "run": .string(folder.path),
      "training_pairs": .integer(Int64(set.training.count)),
      "validation_pairs": .integer(Int64(set.validation.count)),
      "classes": .integer(Int64(set.classes.count)),
      "data_digest": .string(digest),
      "parameters": .integer(Int64(model.networks.used.learnedCount)),
      "discriminator_parameters": .integer(
        Int64(model.networks.discriminator?.learnedCount ?? 0)),
      "seconds_per_step": .real(step),
      "seconds_in_all": .real(
        zip(pretraining, training.pretrainingPhases).reduce(0) { $0 + $1.0 * Double($1.1) }
          + step * Double(training.steps - training.pretrainingSteps)),
      "checkpoint_bytes": .integer(Int64(bytes)),
      "seconds_per_checkpoint": .real(save / .seconds(1)),
      "stop_seconds": .real(step + save / .seconds(1)),
      "peak_memory_bytes": .integer(Int64(ProcessMemory.peak)),
      "estimated_memory_bytes": .integer(Int64(estimate.bytes)),
    ]
    if training.autoencoderPretrainingSteps > 0 {
      document["seconds_per_autoencoder_step"] = .real(pretraining[1])
    }
    if training.translationPretrainingSteps > 0 {
      document["seconds_per_translation_step"] = .real(pretraining[2])
    }
    if let free = ProcessMemory.available { document["free_memory_bytes"] = .integer(Int64(free)) }
    if let free = Folder.freeBytes(at: place) {
      document["free_disk_bytes"] = .integer(Int64(free))
    }
    return document
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
