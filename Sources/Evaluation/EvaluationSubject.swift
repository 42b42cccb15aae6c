import Configuration
import DataSets
import Files
import Training

/// A run and the data set that it is evaluated on, checked to belong together.
///
/// `RunEvaluation` takes one whose model generates, `ClassifierEvaluation` one of a classifier.
public struct EvaluationSubject {
  /// The run folder.
  public let path: String
  /// The configuration of the run, with the data set that is used here.
  ///
  /// With other data than the run's own, only `data.source` and `data.root` differ.
  public let configuration: Configuration
  /// The data set.
  public let set: DataSet
  /// The newest checkpoint of the run.
  public let checkpoint: Checkpoint
  /// The split whose pairs are evaluated.
  public let split: EvaluationSplit
  /// Sounds without an image that are evaluated beside the pairs.
  public let unpairedSounds: [UnpairedFile]
  /// Images without a sound, such as photographs, that are evaluated beside the pairs.
  public let unpairedImages: [UnpairedFile]

  /// Opens a run and its data.
  ///
  /// - Parameters:
  ///   - path: the run folder.
  ///   - data: the root of another data set with the same classes; nil for the run's own.
  ///   - unpairedSounds: a folder of sounds in the place of the run's own unpaired ones; nil for these.
  ///   - unpairedImages: a folder of images, likewise.
  ///   - split: the pairs that are evaluated.
  ///   - temperature: the standard deviation of latent vectors; nil for the run's own.
  ///   - warning: told what is odd but no error.
  /// - Throws: `Failure` of kind `missingInput` where there is no run, `badInput` where the data
  ///   has other classes, too few pairs, or changed since training.
  public init(
    _ path: String, data: String? = nil, unpairedSounds: String? = nil,
    unpairedImages: String? = nil, split: EvaluationSplit = .validation,
    temperature: Double? = nil, warning: (String) -> Void
  ) throws {
    let folder = RunFolder(path)
    guard folder.isBegun else {
      throw Failure(.missingInput, path, "not a run folder (it has no config.json)")
    }
    var configuration = try Configuration.read(of: folder)
    if let data {
      // Split as the run's own data is; evaluators learn from it too.
      configuration.data.source = .files
      configuration.data.root = data
    }
    self.path = path
    self.split = split
    self.configuration = configuration
    let set = try DataSet(configuration)
    self.set = set
    // Evaluators learn from the unpaired items of the run all the same.
    self.unpairedSounds =
      try unpairedSounds.map { try set.adding(unpairedSounds: $0).unpairedSounds.evaluated }
      ?? set.unpairedSounds.validation
    self.unpairedImages =
      try unpairedImages.map { try set.adding(unpairedImages: $0).unpairedImages.evaluated }
      ?? set.unpairedImages.validation
    checkpoint = try TrainedModel.checked(path, temperature: temperature, warn: warning)
    // Before any evaluator is trained for it.
    try Self.require(checkpoint, fits: set, split)
    if data == nil { try requireSameData() }
  }

  /// Throws `.badInput` where a model cannot be evaluated on a split.
  ///
  /// The data has other classes than the model, or fewer than two, or the split has no pairs.
  static func require(
    _ checkpoint: Checkpoint, fits set: DataSet, _ split: EvaluationSplit
  ) throws {
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

  /// Throws where pairs that were trained on may be among the validation pairs now.
  private func requireSameData() throws {
    let (trained, found) = (checkpoint.dataDigest, set.digest())
    guard DataSet.digestOfPairs(trained) == DataSet.digestOfPairs(found) else {
      throw Failure(
        .badInput, path,
        "the data changed since it was trained (digest \(found); \(trained) then)",
        hint: "Give --data another set of pairs, none of which the run was trained on.")
    }
  }

  /// The members that every evaluation begins with: what was evaluated, on what, by whom.
  func members(latentSamples: Int, evaluators: JSONValue?) -> [JSONValue.Member] {
    let pairs = set.pairs(of: split)
    let conversion = checkpoint.configuration.conversion
    var members: [JSONValue.Member] = [
      .init("schema", .integer(Int64(SavedEvaluation.schema))), .init("run", .string(path)),
      .init("step", .integer(Int64(checkpoint.step))),
      .init("model", .string(checkpoint.configuration.model.rawValue)),
      .init("seed", .integer(Int64(checkpoint.configuration.seed))),
      .init("trained_on", .string(checkpoint.dataDigest)), .init("data", .string(set.digest())),
    ]
    if let evaluators { members.append(.init("evaluators", evaluators)) }
    members += [
      .init("split", .string(split.rawValue)), .init("pairs", .integer(Int64(pairs.count))),
      .init("latent_samples", .integer(Int64(latentSamples))),
      .init("classes", .array(checkpoint.classes.map { .string($0) })),
      .init("groups", .array(set.groups(of: pairs).map { .integer(Int64($0)) })),
    ]
    guard checkpoint.configuration.model.generates else { return members }
    return members + [
      .init(
        "routes",
        [
          "sound to image": .string(conversion.soundToImage.rawValue),
          "image to sound": .string(conversion.imageToSound.rawValue),
        ]),
      .init(
        "temperatures",
        [
          "image": .real(conversion.imageTemperature), "sound": .real(conversion.soundTemperature),
        ]),
    ]
  }
}
