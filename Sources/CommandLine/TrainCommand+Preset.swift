import ArgumentParser
import Configuration
import Console
import DataSets
import Files
import Ranks

extension Preset: ExpressibleByArgument {}

/// Recipes that are fitted to the data and to the number of steps.
extension TrainCommand {
  /// The data that a preset is fitted to; nil where a configuration is given.
  ///
  /// - Throws: `Failure` of kind `badInput` where it cannot be trained on.
  func presetData() throws -> DataSet? {
    guard config == nil, let data else { return nil }
    let set = try DataSetLayout.open(data)
    guard set.training.count > 1 else {
      throw Failure(
        .badInput, data, "has too few training pairs (\(set.training.count); at least 2 are needed)"
      )
    }
    return set
  }

  /// A recipe fitted to data, or a configuration whose phases fit into the steps that were asked for.
  func fitted(
    _ found: Configuration, to set: DataSet?, _ ranks: any RankGroup
  ) -> Configuration {
    guard let set else { return withFittingPhases(found, ranks) }
    return (preset ?? .recommended).fitted(
      found, toPairs: set.training.count, hasClasses: !set.classes.isEmpty, steps: steps)
  }

  /// The same, with phases of pre-training in proportion where they are longer than the whole run.
  ///
  /// Phases that are set on the command line stay: they are checked like any other setting.
  private func withFittingPhases(_ found: Configuration, _ ranks: any RankGroup) -> Configuration {
    let phases = ["encoder", "autoencoder", "translation"].map {
      "training.\($0)PretrainingSteps="
    }
    let areSet = assignments.contains { text in phases.contains { text.hasPrefix($0) } }
    guard let steps, steps < found.training.pretrainingSteps, !areSet else { return found }
    var copy = found
    copy.training = found.training.scaled(toSteps: steps)
    if !quiet, ranks.isLeader {
      Terminal.note(
        "note: --steps \(steps) is less than the pre-training (\(found.training.pretrainingSteps)), so each "
          + "phase is shortened in proportion (\(copy.training.phasesInWords))")
    }
    return copy
  }

  /// Says what a preset became.
  func tell(_ configuration: Configuration, _ recipe: String, _ set: DataSet) {
    let training = configuration.training
    let classes = set.classes.isEmpty ? "without classes" : "of \(set.classes.count) classes"
    Terminal.note(
      "recipe \(recipe) for \(set.training.count) training pairs \(classes): \(training.steps) steps of "
        + "\(training.batchSize) pairs (\(training.phasesInWords)), a checkpoint every "
        + "\(configuration.output.checkpointEvery) steps")
  }
}
