import Configuration
import Console
import Files
import Models

/// The checkpoints of a run: which it writes, which is the best, and which it removes.
final class CheckpointKeeper {
  private let folder: RunFolder
  private let settings: OutputSettings
  private let classes: [String]
  private let dataDigest: String
  private let ranks: Int
  /// The models that the run began from; a resume takes them over.
  private(set) var origins: [String]
  private var best: CheckpointPointer?
  /// The step of the newest checkpoint that this process wrote or went back to.
  var newestStep: Int?

  /// The checkpoints of a run folder.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - settings: how many checkpoints stay.
  ///   - classes: the names of the classes, for each checkpoint.
  ///   - dataDigest: what the data is, for each checkpoint.
  ///   - ranks: how many ranks train the model, for each checkpoint.
  ///   - origins: the models that a new run begins from, for each checkpoint.
  init(
    _ folder: RunFolder, _ settings: OutputSettings, classes: [String], dataDigest: String,
    ranks: Int, origins: [String] = []
  ) {
    self.origins = origins
    self.folder = folder
    self.settings = settings
    self.classes = classes
    self.dataDigest = dataDigest
    self.ranks = ranks
  }

  /// Puts the newest intact checkpoint into a model.
  ///
  /// Settings that make the run another than one without a stop are warned of.
  ///
  /// - Returns: where the run goes on.
  /// - Throws: `Failure` where there is no checkpoint, or the run may not go on from it.
  func resume(_ model: any TrainableModel, acceptsDataChange: Bool) throws -> RunPosition {
    let configuration = model.configuration
    let checkpoint = try folder.newestCheckpoint { Terminal.warning($0) }
    try checkpoint.requireContinuation(
      configuration, classes: classes, dataDigest: dataDigest,
      acceptsDataChange: acceptsDataChange)
    for note in checkpoint.departures(of: configuration, ranks: ranks) { Terminal.warning(note) }
    try checkpoint.restore(model)
    origins = checkpoint.origins
    best = CheckpointPointer(reading: folder.pointer("best"), upTo: checkpoint.step)
    return RunPosition(step: checkpoint.step, rollbacks: checkpoint.rollbacks)
  }

  /// Writes a checkpoint and what points to it, and removes those that are not kept.
  ///
  /// - Parameters:
  ///   - model: what is saved.
  ///   - position: where the run is.
  ///   - classMeans: the mean features of the classes, for those who convert with the checkpoint.
  ///   - tolerating: does work that may fail without an end of the run.
  ///   - validationError: the measure by which checkpoints are compared, if it is taken now.
  /// - Returns: the event that tells of the checkpoint.
  /// - Throws: `Failure` of kind `diverged` where a number is not finite, and what `OutputFile` throws.
  func write(
    _ model: any TrainableModel, at position: RunPosition, classMeans: ClassMeans?,
    tolerating: (() throws -> Void) -> Void, validationError: () -> Double?
  ) throws -> JSONValue {
    let step = position.step
    let path = folder.checkpoint(step: step)
    let checksum = try Checkpoint.write(
      model, classes: classes, step: step, rollbacks: position.rollbacks, ranks: ranks,
      dataDigest: dataDigest, classMeans: classMeans, origins: origins, to: path)
    let error = validationError()
    let pointer = CheckpointPointer(
      step: step, file: Folder.lastName(of: path), checksum: checksum, validationError: error)
    tolerating { try pointer.write(to: folder.pointer("last")) }
    if isBest(pointer) {
      tolerating {
        try pointer.write(to: folder.pointer("best"))
        // Until the pointer is written, the file that the old one names is kept.
        best = pointer
      }
    }
    try folder.keepCheckpoints(
      settings.keepCheckpoints, upTo: step, every: settings.keepEvery, best: best?.step)
    var event: JSONValue = [
      "event": "checkpoint", "step": .integer(Int64(step)), "path": .string(path),
    ]
    if let error { event["validation_error"] = .real(error) }
    return event
  }

  private func isBest(_ pointer: CheckpointPointer) -> Bool {
    guard let error = pointer.validationError, error.isFinite else { return false }
    // A step that is written again has another checksum.
    return error < best?.validationError ?? .infinity || best?.step == pointer.step
  }
}
