import Configuration
import DataSets
import Files
import Models
import TensorCore
import Training

/// Where the evaluators of a data set are kept: two run folders, `image` and `sound`.
///
/// They are trained on the real training pairs of the data set where they are not there yet, which takes
/// a few minutes, and used again for every model of the same data, formats and split.
public struct EvaluatorFolder {
  private let path: String

  /// The evaluators of a folder, which need not exist.
  public init(_ path: String) { self.path = path }

  /// The judges for a model, trained first where they are missing.
  ///
  /// - Parameters:
  ///   - configuration: of the model that is judged; its data and formats are those of the judges.
  ///   - set: the data set.
  ///   - isQuiet: whether training says nothing.
  ///   - compute: the kernels that they are trained and used with.
  ///   - note: told what is done.
  /// - Returns: the evaluators, and linear judges fitted to the same pairs.
  /// - Throws: `Failure` of kind `badInput` where evaluators are there that do not fit.
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
      training, classes: set.classes.count, configuration)
  }

  private static func require(
    _ checkpoint: Checkpoint, fits configuration: Configuration, _ set: DataSet
  ) throws {
    func failure(_ problem: String) -> Failure {
      Failure(
        .badInput, checkpoint.path, problem,
        hint: "--evaluators names another folder, where new ones are trained")
    }
    guard checkpoint.classes == set.classes else {
      throw failure("was trained on other classes than those of the data")
    }
    let own = checkpoint.configuration
    guard own.image == configuration.image, own.sound == configuration.sound else {
      throw failure("judges images or sounds of another format than the model's")
    }
    guard DataSet.digestOfPairs(checkpoint.dataDigest) == DataSet.digestOfPairs(set.digest()) else {
      throw failure("was trained on other pairs or another split")
    }
  }
}
