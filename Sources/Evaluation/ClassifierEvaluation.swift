import DataSets
import Files
import Inference
import Models
import TensorCore
import Training

/// How often a trained classifier is right on the real pairs of a split.
///
/// An evaluator has its own modality as input. The multimodal classifier has both, one alone, and
/// each beside a partner that a generator made from it, as `cmcgan-classify` does when one is
/// missing. A generated partner is a function of the other member and chance. So it adds nothing
/// about the class, unless the generator knows more than the classifier.
public struct ClassifierEvaluation {
  /// The one table.
  ///
  /// Its rows are the inputs: `image` or `sound` of an evaluator; V, A, V + A, GV + A and GA + V of a
  /// multimodal classifier (V is an image, A a sound, G generated).
  public private(set) var table = Self.table([])
  /// How many pairs were evaluated.
  public let count: Int
  private let header: [JSONValue.Member]

  /// Evaluates a classifier on a split.
  ///
  /// - Parameters:
  ///   - subject: the run of an evaluator or a multimodal classifier, and the pairs.
  ///   - generator: the model that generates the missing member for a multimodal classifier.
  ///   - latentSamples: latent vectors for each generated member.
  ///   - compute: the kernels and the precision of the classifier.
  /// - Throws: `Failure` of kind `badInput` where the generator does not fit.
  public init(
    _ subject: EvaluationSubject, generator: TrainedModel?, latentSamples: Int,
    compute: Compute = .fromEnvironment
  ) throws {
    let (checkpoint, set) = (subject.checkpoint, subject.set)
    let configuration = checkpoint.configuration
    let pairs = set.pairs(of: subject.split)
    let store = SampleStore(pairs, of: set, configuration)
    count = pairs.count
    header = subject.members(latentSamples: latentSamples, evaluators: nil)
    let labels = pairs.map(\.classIndex)
    let groups = set.groups(of: pairs)
    let classes = set.classes
    let networks = configuration.emptyNetworks(classes: classes.count)
    try checkpoint.restore(networks)
    let parts = pairs.indices.batches
    try store.load(pairs.indices)
    func add(
      _ input: String, latentSamples: Int = 1,
      _ predictions: (_ part: Range<Int>, _ sample: Int) -> [Int]
    ) {
      let all = (0..<latentSamples).map { sample in parts.flatMap { predictions($0, sample) } }
      let found = ClassAccuracy(all, labels: labels, classes: classes.count, groups: groups)
      table.rows.append(
        .object([.init("input", .string(input))] + found.members(classes) + found.countMembers))
    }
    if let classifier = networks as? Classifier {
      let isOfImages = configuration.model == .imageEvaluator
      add(isOfImages ? "image" : "sound") { part, _ in
        let part = Array(part)
        return classifier.probabilities(
          isOfImages ? store.images(part) : store.sounds(part), with: compute
        )
        .largestColumns
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
        )
        .largestColumns
      }
      guard let generator else { return }
      let missingModality = try MissingModality(
        generator, for: configuration, path: checkpoint.path)
      add("GV + A", latentSamples: latentSamples) { part, sample in
        let sound = store.sounds(Array(part))
        return classifier.probabilities(
          image: missingModality.image(of: sound, samples: part, draw: sample), sound: sound,
          with: compute
        ).largestColumns
      }
      add("GA + V", latentSamples: latentSamples) { part, sample in
        let image = store.images(Array(part))
        return classifier.probabilities(
          image: image, sound: missingModality.sound(of: image, samples: part, draw: sample),
          with: compute
        ).largestColumns
      }
    }
  }

  /// The table of rows that are known already.
  static func table(_ rows: [JSONValue]) -> EvaluationTable {
    var table = EvaluationTable(
      "accuracy", "Accuracy of the class",
      [
        .init("input", "input"), .init("accuracy", "accuracy"), .init("interval", "95 % interval"),
        .init("macro_accuracy", "mean over classes"),
      ])
    table.rows = rows
    return table
  }

  /// The evaluation as one JSON object: what was evaluated, then the table.
  public var document: JSONValue {
    .object(header + [.init(table.name, .array(table.rows))])
  }
}
