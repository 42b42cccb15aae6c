import Configuration
import DataSets
import Files
import Models
import TensorCore

extension Trainer {
  /// How a run starts.
  ///
  /// A run folder that already holds a run can only be resumed.
  public enum Start: Sendable {
    /// With fresh weights in a new folder.
    case fresh
    /// Where the newest checkpoint of the folder stopped.
    ///
    /// With `acceptingDataChange`, the run goes on even if the data is not what it was.
    case resumed(acceptingDataChange: Bool = false)
    /// With encoders and decoders of a model but for some, everything else fresh.
    ///
    /// `model` is a model file, a checkpoint or a run folder.
    case from(model: String, butFor: [NetworkPart] = [])

    var isResumed: Bool { if case .resumed = self { true } else { false } }
  }

  /// Says what the run trains on and with.
  func announce() {
    let set = data.set
    let count = model.networks.all.reduce(0) { $0 + $1.learnedCount }
    journal.note(
      "\(set.training.count) pairs to train on, \(set.validation.count) to validate, "
        + "\(set.classes.count) classes; \(count) parameters; \(ranks.threadsInWords); "
        + "OpenBLAS \(openBLASInWords())")
    for note in set.notes { journal.note("note: \(note)") }
    if isResumed { journal.note("going on after step \(position.step)") }
    if let originPath, let origin = checkpoints.origins.first {
      journal.note("begins with the weights of \(originPath) (\(origin))")
    }
    journal.report([
      "event": "start", "schema": 1, "run": .string(folder.path),
      "step": .integer(Int64(position.step)), "training_pairs": .integer(Int64(set.training.count)),
      "validation_pairs": .integer(Int64(set.validation.count)),
      "parameters": .integer(Int64(count)), "ranks": .integer(Int64(ranks.count)),
    ])
  }

  /// Writes what makes the folder one of a run: the first checkpoint, then the configuration.
  func begin() throws {
    if !isResumed { try save() }
    try ranks.together { if ranks.isLeader { try describe() } }
  }

  /// Writes configuration and `run.json`, and what an earlier end of the run left out.
  private func describe() throws {
    if isResumed {
      try describeChanges()
    } else {
      try OutputFile.write(try configuration.document(), to: folder.configuration, replacing: false)
    }
    journal.tolerating {
      try OutputFile.write(
        record.completed(
          origins: checkpoints.origins, path: originPath, earlier: folder.description
        ).encoded(pretty: true) + "\n", to: folder.description, replacing: true)
    }
  }

  private func describeChanges() throws {
    if try Configuration.read(of: folder) != configuration {
      // No later checkpoint would take over the change. The configuration comes after the checkpoint, so
      // that a run which ends between the two does both again.
      if isAtLastStep { try writeCheckpoint() }
      let next = folder.configurations.next
      try OutputFile.write(try configuration.document(), to: next, replacing: false)
      journal.note("the changed configuration is \(next)")
    }
    if isSheetDue, outputs?.hasSheet(step: position.step) == false {
      journal.tolerating { try outputs?.writeSheet(model, step: position.step) }
    }
  }
}

extension RunFolder {
  /// Checks that a run can start here: a fresh one needs a folder without a run.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` where the folder holds a run or a part of one.
  func requireRoom(for start: Trainer.Start) throws {
    if start.isResumed { return }
    guard !isBegun else {
      throw Failure(
        .cannotCreate, path, "already holds a run",
        hint: "Use --resume \(path), or choose another --output.")
    }
    // A run that ended before it had its configuration leaves checkpoint 0 at most.
    guard try steps().last ?? 0 == 0 else {
      throw Failure(
        .cannotCreate, path, "holds checkpoints of a run whose config.json is gone",
        hint: "Choose another --output.")
    }
  }
}

extension TrainableModel {
  /// Takes over the networks of a trained model that are used after training, by their names.
  ///
  /// An image encoder of another kind than the model's begins with fresh weights, and so do layers whose results
  /// are classes where there are more or fewer of them.
  ///
  /// - Parameters:
  ///   - path: a model file, a checkpoint or a run folder.
  ///   - fresh: networks that begin with fresh weights all the same.
  ///   - warn: told what the weights meant that they do not mean in this model.
  /// - Returns: the models that a run begins from with these weights, as `Checkpoint.origins`.
  /// - Throws: `Failure` of kind `badInput` where the file lacks a tensor or cannot be read.
  @discardableResult
  package func begin(
    from path: String, butFor fresh: [NetworkPart] = [], warn: (String) -> Void
  ) throws -> [String] {
    let whole = try TrainedModel.checked(path, warn: warn)
    let checkpoint = try whole.asStart(of: configuration.model)
    let (old, new) = (
      checkpoint.configuration.networks.imageEncoder, configuration.networks.imageEncoder
    )
    var fresh = fresh
    if new != old {
      fresh.append(.imageEncoder)
      warn(
        "\(path) has networks.imageEncoder=\(old.rawValue): the image encoder of this run begins with fresh "
          + "weights")
    }
    try checkpoint.restore(
      usedNetworks,
      butFor: fresh.compactMap(network) + checkpoint.misfits(among: classLayers))
    for note in checkpoint.otherMeanings(of: configuration) { warn(note) }
    restartAverages()
    return try whole.lineage()
  }
}
