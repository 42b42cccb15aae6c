import DataSets
import Files
import Ranks
import TensorCore
import Training

/// Everything that is measured of a trained model on one split of a data set.
public struct RunEvaluation {
  /// The splits of a data set.
  public enum Split: String, Sendable, CaseIterable {
    /// What is never trained on.
    case validation
    /// What was trained on; its numbers say nothing about new data.
    case training
  }

  /// The tables that can be asked for, in their order.
  public enum TableName: String, Sendable, CaseIterable {
    case accuracy, recorded, pairing, distances, diversity, memorization, retrieval, reconstruction
    case waveforms
  }

  /// The name of the split.
  public let split: Split
  /// Pairs judged.
  public let count: Int
  /// Latent vectors drawn for each.
  public let latentSamples: Int
  /// Which pairs belong together, by a number for each.
  private let groups: [Int]
  /// What the data is that was judged.
  private let dataDigest: String
  /// What the evaluators are, by their content.
  private let evaluators: JSONValue
  /// The tables.
  public let tables: [EvaluationTable]

  /// Judges a model on a split of a data set.
  ///
  /// - Parameters:
  ///   - checkpoint: what is judged; with its discriminator, if it is one of training.
  ///   - set: a data set with the classes that the model was trained on.
  ///   - split: which pairs are translated.
  ///   - latentSamples: latent vectors for each pair.
  ///   - wanted: which tables.
  ///   - evaluators: who judges.
  ///   - ranks: the processes that evaluate together; tables are made on the first only.
  ///   - compute: the kernels and the precision of the model.
  ///   - progress: told the share that is done.
  /// - Throws: `Failure` of kind `badInput` where the data set does not fit.
  public init(
    _ checkpoint: Checkpoint, on set: DataSet, split: Split, latentSamples: Int,
    tables wanted: [TableName],
    _ evaluators: Evaluators, ranks: any RankGroup = SoleRank(),
    compute: Compute = .fromEnvironment, progress: (Double) -> Void
  ) throws {
    try Self.require(checkpoint, fits: set, split)
    let pairs = set.pairs(of: split)
    let model = try TrainedModel(checkpoint, compute: compute)
    let judged = SampleStore(pairs, of: set, checkpoint.configuration)
    self.split = split
    self.latentSamples = latentSamples
    let groups = set.groups(of: pairs)
    self.groups = groups
    dataDigest = set.digest()
    self.evaluators = [
      "image": .string(evaluators.imageEvaluator.identity),
      "sound": .string(evaluators.soundEvaluator.identity),
    ]
    count = pairs.count
    var found = try ranks.together {
      try EvaluatedSplit(
        model, evaluators, judged: judged, groups: groups, latentSamples: latentSamples, ranks,
        progress: progress)
    }
    found.gather(over: ranks)
    guard ranks.isLeader else {
      tables = []
      return
    }
    tables = try wanted.compactMap { name in
      switch name {
      case .accuracy: found.accuracy(evaluators, classes: set.classes)
      case .recorded:
        try RecordedSounds(model, set.unpairedValidation, evaluators, classes: set.classes)?.table
      case .pairing: try Pairing(model, checkpoint.pairDiscriminator(), evaluators, judged)?.table
      case .distances: try found.distances()
      case .diversity: found.diversity(classes: set.classes)
      case .memorization: found.memorization()
      case .retrieval: found.retrieval()
      case .reconstruction: found.reconstruction()
      case .waveforms: found.waveforms()
      }
    }
  }

  /// Throws `.badInput` where a model cannot be judged on a split: other classes or fewer than two, or no pairs.
  public static func require(_ checkpoint: Checkpoint, fits set: DataSet, _ split: Split) throws {
    guard set.classes != checkpoint.classes || set.classes.count > 1 else {
      throw Failure(
        .badInput, checkpoint.path,
        "was trained on pairs without two classes; evaluation asks for the class")
    }
    guard set.classes == checkpoint.classes else {
      throw Failure(
        .badInput, checkpoint.path,
        "was trained on other classes than the data set has (\(checkpoint.classes.count) and "
          + "\(set.classes.count)); evaluation needs the same")
    }
    let pairs = set.pairs(of: split)
    guard !pairs.isEmpty, !set.training.isEmpty else {
      throw Failure(
        .badInput, nil, "no pairs in the \(pairs.isEmpty ? split.rawValue : "training") split")
    }
  }

  /// The evaluation as one JSON object: what was judged, and each table under its name.
  public func document(of checkpoint: Checkpoint, run: String) -> JSONValue {
    let conversion = checkpoint.configuration.conversion
    return .object(
      [
        .init("schema", 3), .init("run", .string(run)),
        .init("step", .integer(Int64(checkpoint.step))),
        .init("model", .string(checkpoint.configuration.model.rawValue)),
        .init("seed", .integer(Int64(checkpoint.configuration.seed))),
        .init("trained_on", .string(checkpoint.dataDigest)), .init("data", .string(dataDigest)),
        .init("evaluators", evaluators), .init("split", .string(split.rawValue)),
        .init("pairs", .integer(Int64(count))),
        .init("latent_samples", .integer(Int64(latentSamples))),
        .init("classes", .array(checkpoint.classes.map { .string($0) })),
        .init("groups", .array(groups.map { .integer(Int64($0)) })),
        .init(
          "routes",
          [
            "sound to image": .string(conversion.soundToImage.rawValue),
            "image to sound": .string(conversion.imageToSound.rawValue),
          ]),
        .init(
          "temperatures",
          [
            "image": .real(conversion.imageTemperature),
            "sound": .real(conversion.soundTemperature),
          ]
        ),
      ] + tables.map { .init($0.name, .array($0.rows)) })
  }
}

extension DataSet {
  /// The pairs of a split.
  func pairs(of split: RunEvaluation.Split) -> PairList {
    split == .validation ? validation : training
  }
}

extension Range<Int> {
  /// Parts of up to 32, which pass through networks at once.
  var batches: [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: 32).map { $0..<Swift.min(upperBound, $0 + 32) }
  }
}
