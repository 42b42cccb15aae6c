import Configuration
import DataSets
import Files
import Models
import Ranks
import TensorCore
import Training

/// The folder that keeps the evaluators of a data set: two run folders, `image` and `sound`.
///
/// Missing evaluators are trained on the real training pairs of the data set, which takes a few
/// minutes. Every model of the same data, formats and split then uses them.
public struct EvaluatorFolder {
  private let path: String

  /// A folder of evaluators, which need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The evaluators for a model, trained first where they are missing.
  ///
  /// - Parameters:
  ///   - configuration: of the evaluated model; the evaluators have its data and formats.
  ///   - set: the data set.
  ///   - isQuiet: whether training shows no progress.
  ///   - compute: the kernels that they are trained and used with.
  ///   - note: told what is trained.
  /// - Returns: the trained evaluators, and those in closed form fitted to the same pairs.
  /// - Throws: `Failure` of kind `badInput` where the folder holds evaluators of other data.
  public func evaluators(
    for configuration: Configuration, _ set: DataSet, isQuiet: Bool,
    compute: Compute = .fromEnvironment, note: (String) -> Void
  ) throws -> Evaluators {
    let training = SampleStore(set.training, of: set, configuration)
    func evaluator(_ kind: ModelKind, _ name: String) throws -> TrainedEvaluator {
      let folder = RunFolder(Folder.path(path, name))
      var recipe = configuration.evaluator(kind)
      recipe.training.batchSize = min(recipe.training.batchSize, set.training.count)
      let state = try? folder.newestCheckpoint { _ in }
      if (state?.step ?? 0) < recipe.training.steps {
        note(
          "no trained \(kind.rawValue) in \(folder.path): training one on the real pairs "
            + "(\(recipe.training.steps) steps)")
        let start: Trainer.Start = folder.isBegun ? .resumed() : .fresh
        try Trainer(recipe, in: folder, start: start, isQuiet: isQuiet, compute: compute)
          .run()
      }
      let checkpoint = try folder.newestCheckpoint { note($0) }
      try Self.require(checkpoint, fits: configuration, set)
      let classifier = Classifier(
        emptyFor: checkpoint.configuration, classes: checkpoint.classes.count)
      try checkpoint.restore(classifier)
      return TrainedEvaluator(classifier, step: checkpoint.step, compute)
    }
    return try Evaluators(
      image: evaluator(.imageEvaluator, "image"), sound: evaluator(.soundEvaluator, "sound"),
      backbone: BackboneFeatures(configuration.image, compute), training,
      classes: set.classes.count, configuration)
  }

  /// The evaluators on all ranks; the first rank trains those that are missing.
  ///
  /// - Parameters: as above, and `ranks`, the processes that evaluate together.
  public func evaluators(
    for configuration: Configuration, _ set: DataSet, ranks: any RankGroup, isQuiet: Bool,
    compute: Compute = .fromEnvironment, note: (String) -> Void
  ) throws -> Evaluators {
    func load() throws -> Evaluators {
      try evaluators(
        for: configuration, set, isQuiet: isQuiet || !ranks.isLeader, compute: compute, note: note)
    }
    let first = try ranks.together { ranks.isLeader ? try load() : nil }
    return try ranks.together { try first ?? load() }
  }

  private static func require(
    _ checkpoint: Checkpoint, fits configuration: Configuration, _ set: DataSet
  ) throws {
    func failure(_ problem: String) -> Failure {
      Failure(
        .badInput, checkpoint.path, problem,
        hint: "Give --evaluators another folder; new ones are trained there.")
    }
    guard checkpoint.classes == set.classes else {
      throw failure("was trained on other classes than those of the data")
    }
    let own = checkpoint.configuration
    guard own.image == configuration.image, own.sound == configuration.sound else {
      throw failure("was trained on images or sounds of another format than the model's")
    }
    guard DataSet.digestOfPairs(checkpoint.dataDigest) == DataSet.digestOfPairs(set.digest()) else {
      throw failure("was trained on other pairs or another split")
    }
  }
}
