import DataSets
import Files
import Ranks
import TensorCore
import Training

/// All measures of a trained model on one split of a data set.
///
/// Every pair is translated in both directions, on both routes, with several latent vectors; `TableKind`
/// lists what is then computed.
public struct RunEvaluation {
  /// How many pairs were evaluated.
  public let count: Int
  /// The tables.
  public let tables: [EvaluationTable]
  private let header: [JSONValue.Member]

  /// Evaluates a model on a split of a data set.
  ///
  /// - Parameters:
  ///   - subject: the run, with its discriminator if it has one, and the pairs.
  ///   - latentSamples: latent vectors for each pair, 1 or more.
  ///   - wanted: the tables that are computed.
  ///   - evaluators: the evaluators of the data set, from `EvaluatorFolder`.
  ///   - ranks: the processes that evaluate together; the first one has the tables.
  ///   - compute: the kernels and the precision of the model.
  ///   - progress: told the share that is done, 0 to 1.
  /// - Throws: the failure of the first file that cannot be read.
  public init(
    _ subject: EvaluationSubject, latentSamples: Int, tables wanted: [TableKind] = TableKind.all,
    _ evaluators: Evaluators, ranks: any RankGroup = SoleRank(),
    compute: Compute = .fromEnvironment, progress: (Double) -> Void
  ) throws {
    let (checkpoint, set) = (subject.checkpoint, subject.set)
    let pairs = set.pairs(of: subject.split)
    count = pairs.count
    header = subject.members(
      latentSamples: latentSamples,
      evaluators: [
        "image": .string(evaluators.imageEvaluator.identity),
        "sound": .string(evaluators.soundEvaluator.identity),
      ])
    let model = EvaluatedModel(
      model: try TrainedModel(checkpoint, compute: compute),
      discriminator: checkpoint.lacksBackbone ? nil : try checkpoint.pairDiscriminator(),
      evaluators: evaluators, store: SampleStore(pairs, of: set, checkpoint.configuration),
      unpairedSounds: set.unpairedSounds.validation,
      unpairedImages: set.unpairedImages.validation)
    var split = try ranks.together {
      try EvaluatedSplit(
        model, classes: set.classes, groups: set.groups(of: pairs), latentSamples: latentSamples,
        ranks, progress: progress)
    }
    split.gather(over: ranks)
    tables = ranks.isLeader ? try wanted.compactMap { try $0.table(of: split, model) } : []
  }

  /// The evaluation as one JSON object: what was evaluated, then each table under its name.
  ///
  /// `SavedEvaluation` reads it again, to pool or to compare.
  public var document: JSONValue {
    .object(header + tables.map { .init($0.name, .array($0.rows)) })
  }

  /// Keeps the evaluation as `evaluation.json` in a run folder, where reports find it.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` or `inputOutput` where that fails.
  public func write(to run: String) throws {
    try OutputFile.write(
      document.encoded(pretty: true) + "\n", to: RunFolder(run).evaluation, replacing: true)
  }
}
