import DataSets
import Files
import Inference
import Models
import TensorCore
import Training

/// How often a trained classifier is right on the real pairs of a split.
///
/// An evaluator sees its own modality. The multimodal classifier sees both, one alone, and each beside a
/// partner that a generator made of it, as `cmcgan-classify` does when one is missing. What is generated
/// is a function of the other member and chance, so it cannot tell more of the class than that member
/// does, unless the generator knows more than the classifier.
public struct ClassifierEvaluation {
  /// The one table.
  public private(set) var table = EvaluationTable(
    "accuracy", "Accuracy of the class",
    [
      .init("input", "input"), .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
      .init("macro", "macro"),
    ])
  /// Pairs judged.
  public let count: Int

  /// Judges a classifier on a split.
  ///
  /// - Parameters:
  ///   - checkpoint: of an evaluator or a multimodal classifier.
  ///   - generator: what makes the missing member for a multimodal classifier, if anything.
  ///   - set: a data set with the classes that it was trained on.
  ///   - split: which pairs.
  ///   - latentSamples: latent vectors for each generated member.
  ///   - compute: the kernels and the precision of the classifier.
  /// - Throws: `Failure` of kind `badInput` where something does not fit.
  public init(
    _ checkpoint: Checkpoint, generator: TrainedModel?, on set: DataSet, split: RunEvaluation.Split,
    latentSamples: Int, compute: Compute = .fromEnvironment
  ) throws {
    try RunEvaluation.require(checkpoint, fits: set, split)
    let configuration = checkpoint.configuration
    let pairs = set.pairs(of: split)
    let store = SampleStore(pairs, of: set, configuration)
    count = pairs.count
    let labels = pairs.map(\.classIndex)
    let groups = set.groups(of: pairs)
    let classes = set.classes
    let networks = configuration.emptyNetworks(classes: classes.count)
    try checkpoint.restore(networks)
    let parts = pairs.indices.batches
    try store.load(pairs.indices)
    func add(
      _ input: String, latentSamples: Int = 1,
      _ verdicts: (_ part: Range<Int>, _ draw: Int) -> [Int]
    ) {
      let all = (0..<latentSamples).map { draw in parts.flatMap { verdicts($0, draw) } }
      let verdicts = Verdicts(all, labels: labels, classes: classes.count, groups: groups)
      table.rows.append(
        .object(
          [.init("input", .string(input))] + verdicts.members(classes) + [verdicts.rightMember]))
    }
    if let classifier = networks as? Classifier {
      let seesImages = configuration.model == .imageEvaluator
      add(seesImages ? "image" : "sound") { part, _ in
        let part = Array(part)
        return classifier.probabilities(
          seesImages ? store.images(part) : store.sounds(part), with: compute
        ).largestColumns
      }
    } else if let classifier = networks as? MultimodalClassifier {
      add("V") { part, _ in
        classifier.probabilities(image: store.images(Array(part)), sound: nil, with: compute)
          .largestColumns
      }
      add("A") { part, _ in
        classifier.probabilities(image: nil, sound: store.sounds(Array(part)), with: compute)
          .largestColumns
      }
      add("V + A") { part, _ in
        classifier.probabilities(
          image: store.images(Array(part)), sound: store.sounds(Array(part)), with: compute
        ).largestColumns
      }
      guard let generator else { return }
      let missingModality = try MissingModality(
        generator, for: configuration, path: checkpoint.path)
      add("GV + A", latentSamples: latentSamples) { part, draw in
        let sound = store.sounds(Array(part))
        return classifier.probabilities(
          image: missingModality.image(of: sound, samples: part, draw: draw),
          sound: sound, with: compute
        ).largestColumns
      }
      add("GA + V", latentSamples: latentSamples) { part, draw in
        let image = store.images(Array(part))
        return classifier.probabilities(
          image: image,
          sound: missingModality.sound(of: image, samples: part, draw: draw), with: compute
        ).largestColumns
      }
    }
  }
}
