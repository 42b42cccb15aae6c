import Configuration
import DataSets
import Files
import Inference
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
  ///   - unknown: a folder of sounds and images that are of no class; nil for none.
  ///   - evaluators: the evaluators of the data set, from `EvaluatorFolder`.
  ///   - ranks: the processes that evaluate together; the first one has the tables.
  ///   - compute: the kernels and the precision of the model.
  ///   - progress: told the share that is done, 0 to 1.
  /// - Throws: the failure of the first file that cannot be read; `Failure` of kind `badInput` where the
  ///   model remembers nothing by which it could tell the unknown inputs.
  public init(
    _ subject: EvaluationSubject, latentSamples: Int, tables wanted: [TableKind] = TableKind.all,
    unknown: String? = nil, _ evaluators: Evaluators, ranks: any RankGroup = SoleRank(),
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
    let trained = try TrainedModel(checkpoint, compute: compute)
    let model = EvaluatedModel(
      model: trained,
      discriminator: checkpoint.lacksBackbone ? nil : try checkpoint.pairDiscriminator(),
      evaluators: evaluators, store: SampleStore(pairs, of: set, checkpoint.configuration),
      unpairedSounds: subject.unpairedSounds, unpairedImages: subject.unpairedImages,
      unknown: try unknown.map { try Self.files(in: $0, for: trained) } ?? [:])
    var split = try ranks.together {
      try EvaluatedSplit(
        model, classes: set.classes, groups: set.groups(of: pairs), latentSamples: latentSamples,
        ranks, progress: progress)
    }
    split.gather(over: ranks)
    tables = ranks.isLeader ? try wanted.compactMap { try $0.table(of: split, model) } : []
  }

  /// The sounds and images in a folder, and in those below it.
  private static func files(
    in folder: String, for model: TrainedModel
  ) throws -> [Modality: [String]] {
    guard model.memory?.parts.isEmpty == false else {
      throw Failure(
        .badInput, model.path, "has no memory, which --unknown needs",
        hint: "cmcgan-train --resume makes one from the data of the run.")
    }
    var unusable: Failure?
    let found = try Modality.allCases.map {
      ($0, try CandidateFiles.find($0, at: [folder]) { unusable = unusable ?? $0 })
    }
    if let unusable { throw unusable }
    guard found.contains(where: { !$0.1.isEmpty }) else {
      throw Failure(.badInput, folder, "a folder without a sound or an image")
    }
    return Dictionary(uniqueKeysWithValues: found)
  }

  /// The evaluation as one JSON object: what was evaluated, the verdict, then each table under its name.
  ///
  /// `SavedEvaluation` reads it again, to pool or to compare.
  public var document: JSONValue {
    let own = tables.map { JSONValue.Member($0.name, .array($0.rows)) }
    return .object(header + EvaluationVerdict.members(of: .object(header + own)) + own)
  }

  /// Keeps the evaluation as `evaluation.json` in a run folder, where reports find it.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` or `inputOutput` where that fails.
  public func write(to run: String) throws {
    try OutputFile.write(
      document.encoded(pretty: true) + "\n", to: RunFolder(run).evaluation, replacing: true)
  }
}
