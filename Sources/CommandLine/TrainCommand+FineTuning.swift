import ArgumentParser
import Configuration
import Console
import Files
import Inference
import Ranks
import Training

/// Fine-tuning: a plan, its two runs, and the model that they end with.
extension TrainCommand {
  /// Refuses options that contradict each other in what the training begins with.
  func validateStart() throws {
    guard fineTune == nil || [config, data, resume, initFrom].allSatisfy({ $0 == nil }) else {
      throw ValidationError(
        "--fine-tune goes without --config, --data, --init-from and --resume; --resume RUN alone continues it."
      )
    }
    guard from == nil || fineTune != nil else {
      throw ValidationError("--from goes with --fine-tune; other trainings have --init-from.")
    }
    guard preset == nil || (data != nil && config == nil) else {
      throw ValidationError("--preset goes with --data, and without --config.")
    }
  }

  /// The plan of a fine-tuning, which is told; nil where none is asked for.
  func plannedFineTuning(_ ranks: any RankGroup) throws -> FineTuning? {
    guard let fineTune else { return nil }
    let plan = try FineTuning(
      of: ModelLocation.path(asked: from), on: fineTune, steps: steps, seed: seed
    ) { if ranks.isLeader { Terminal.warning($0) } }
    if !quiet, ranks.isLeader { tell(plan) }
    return plan
  }

  /// The configuration and the start of a fine-tuning.
  func whatIsTrained(by plan: FineTuning) throws -> (Configuration, Trainer.Start) {
    let configuration = try plan.configuration.changed(
      by: assignments, subject: "--fine-tune \(plan.data)")
    return (configuration, .from(model: plan.model))
  }

  private func tell(_ plan: FineTuning) {
    let training = plan.configuration.training
    let classes = plan.classes.isEmpty ? "without classes" : "of \(plan.classes.count) classes"
    let classifier = plan.classifier.map {
      ", then \($0.training.steps) steps of the classifier of pairs"
    }
    Terminal.note(
      "fine-tuning \(plan.model) on \(plan.pairs) training pairs \(classes): \(training.steps) steps of "
        + "\(training.batchSize) pairs (\(training.phasesInWords))\(classifier ?? "")")
    if classifier == nil {
      let reason =
        plan.classes.isEmpty ? "the pairs have no classes" : "\(plan.model) holds none"
      Terminal.note(
        "note: no classifier of pairs is trained, as \(reason): cmcgan-classify will need one")
    }
  }

  /// Trains the classifier of pairs that belongs to a run of fine-tuning, and writes the model with it.
  ///
  /// - Returns: the path of the model; nil where the run is none of fine-tuning.
  func finishFineTuning(of folder: RunFolder, _ ranks: any RankGroup) throws -> String? {
    guard let record = try ranks.together({ try FineTuningRecord(of: folder) }) else { return nil }
    if let classifier = record.classifier {
      let start: Trainer.Start =
        folder.classifier.isBegun
        ? .resumed(acceptingDataChange: acceptDataChange) : .from(model: record.model)
      if !quiet, ranks.isLeader { Terminal.note("now the classifier of pairs") }
      try train(classifier, in: folder.classifier, start, ranks)
    }
    try ranks.together {
      guard ranks.isLeader else { return }
      try ModelExport.write(
        folder.path, to: folder.model, replacing: true, warn: Terminal.warning)
    }
    return folder.model
  }
}
