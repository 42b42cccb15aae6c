import Configuration
import DataSets
import Files
import TensorCore
import Training

/// Makes the memory of a trained model from its data set.
///
/// Training items give prototypes; validation items say how near known inputs lie, and how sure a class is.
public enum MemoryMaking {
  /// How many items of a split are read at most.
  private static let mostItems = 4_000
  /// How many windows of a sound are remembered at most; more say little more.
  private static let mostWindows = 16

  /// The memory of a model that generates.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - set: the data set that it was trained on.
  ///   - warn: told what cannot be read, which is left out.
  /// - Returns: a part for each modality with an encoder; nothing without training or validation items.
  /// - Throws: `Failure` of kind `badInput` where the data set has other classes than the model.
  public static func memory(
    of model: TrainedModel, _ set: DataSet, warn: (String) -> Void = { _ in }
  ) throws -> ModelMemory {
    try requireClasses(model.classes, of: set, model.path)
    var parts: [Modality: ModelMemory.Part] = [:]
    for modality in Modality.allCases where model.translator.canEncode(modality) {
      func items(
        _ pairs: PairList, _ unpaired: [UnpairedFile], atMost mostWindows: Int? = nil
      ) -> KnownItems {
        KnownItems(
          modality, of: (pairs, unpaired), set, by: model, mostWindows: mostWindows,
          atMost: mostItems, warn: warn)
      }
      let unpaired = set.unpaired(modality)
      let trained = items(set.training, unpaired.training, atMost: mostWindows)
      let known = items(set.validation, unpaired.validation)
      guard let (windows, labels) = trained.windows, !known.features.isEmpty else { continue }
      let classifier =
        model.classes.count > 1
        ? try FeatureClassifier(
          windows, labels: labels, classes: model.classes.count, known: known.features,
          knownLabels: known.labels) : nil
      let prototypes = Prototypes.prototypes(
        of: windows, labels: labels, classes: model.classes.count)
      parts[modality] = .init(FeatureMemory(prototypes, known: known.featuresBySource), classifier)
    }
    return ModelMemory(parts)
  }

  /// The temperatures of a classifier of pairs, which its validation pairs give.
  ///
  /// - Parameters:
  ///   - checkpoint: a run or model of kind `multimodal`, or a model that holds such a classifier.
  ///   - set: the data set that it was trained on.
  ///   - compute: the kernels and the precision.
  /// - Returns: nil without a classifier, or without validation pairs.
  /// - Throws: `Failure` of kind `badInput` where the data set has other classes, and what reading throws.
  public static func pairTemperatures(
    of checkpoint: Checkpoint, _ set: DataSet, compute: Compute = .fromEnvironment
  ) throws -> PairTemperatures? {
    guard !set.validation.isEmpty, let (classifier, own) = try checkpoint.multimodalClassifier()
    else { return nil }
    try requireClasses(checkpoint.classes, of: set, checkpoint.path)
    let count = min(set.validation.count, mostItems)
    let pairs = (0..<count).map { set.validation[$0 * set.validation.count / count] }
    var scores: (image: [[Double]], sound: [[Double]], both: [[Double]]) = ([], [], [])
    for first in stride(from: 0, to: count, by: Converter.batchSize) {
      let batch = Array(pairs[first..<min(first + Converter.batchSize, count)])
      let store = SampleStore(batch, of: set, own)
      try store.load(batch.indices)
      let (image, sound) = (store.images(Array(batch.indices)), store.sounds(Array(batch.indices)))
      func rows(_ image: Tensor?, _ sound: Tensor?) -> [[Double]] {
        let found = classifier.scores(image: image, sound: sound, with: compute)
        return batch.indices.map { found.row($0).map { Double($0) } }
      }
      scores.image += rows(image, nil)
      scores.sound += rows(nil, sound)
      scores.both += rows(image, sound)
    }
    let labels = pairs.map(\.classIndex)
    func temperature(_ scores: [[Double]]) -> Double {
      TemperatureScaling.temperature(scores: scores, labels: labels)
    }
    return PairTemperatures(
      image: temperature(scores.image), sound: temperature(scores.sound),
      both: temperature(scores.both))
  }

  /// Makes the memory of the newest checkpoint of a run, and keeps it in the run folder.
  ///
  /// A run of another kind than those that generate or classify pairs has none.
  ///
  /// - Parameters:
  ///   - run: the run folder.
  ///   - compute: the kernels and the precision.
  ///   - warn: told what is odd, and what cannot be read.
  /// - Throws: what reading the data and the checkpoint, and writing throw.
  public static func remember(
    _ run: RunFolder, compute: Compute = .fromEnvironment, warn: (String) -> Void
  ) throws {
    let configuration = try Configuration.read(of: run)
    guard configuration.model.generates || configuration.model == .multimodal else { return }
    let checkpoint = try TrainedModel.checked(run.path, warn: warn)
    let set = try DataSet(configuration)
    guard configuration.model.generates else {
      guard let (classifier, _) = try checkpoint.multimodalClassifier(),
        let temperatures = try pairTemperatures(of: checkpoint, set, compute: compute)
      else { return }
      return try run.write(
        ModelMemory(pairTemperatures: temperatures), of: classifier.identity(step: checkpoint.step))
    }
    let model = try TrainedModel(checkpoint, compute: compute)
    let memory = try memory(of: model, set, warn: warn)
    if !memory.isEmpty { try run.write(memory, of: model.identity) }
  }

  private static func requireClasses(_ classes: [String], of set: DataSet, _ path: String) throws {
    guard classes == set.classes else {
      throw Failure(
        .badInput, path,
        "was trained on other classes than the data set has (\(classes.count) and "
          + "\(set.classes.count)); its memory needs the same")
    }
  }
}
