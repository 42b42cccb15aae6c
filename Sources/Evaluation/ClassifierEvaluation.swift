import DataSets
import Files
import Inference
import Metrics
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
      _ input: String, latentSamples: Int = 1, temperature: Double? = nil,
      _ probabilities: (_ part: Range<Int>, _ sample: Int) -> Tensor
    ) {
      let all = (0..<latentSamples).map { sample in
        SureClasses(parts.map { probabilities($0, sample) })
      }
      let found = ClassAccuracy(
        all.map(\.classes), labels: labels, classes: classes.count, groups: groups)
      let error = CalibrationError.expected(
        confidences: all.flatMap(\.confidences),
        isRight: all.flatMap { zip($0.classes, labels).map { $0 == $1 } })
      table.rows.append(
        .object(
          [.init("input", .string(input))] + found.members(classes)
            + [
              .init("expected_calibration_error", .real(error)),
              .init("temperature", JSONValue(temperature)),
            ] + found.countMembers))
    }
    if let classifier = networks as? Classifier {
      let isOfImages = configuration.model == .imageEvaluator
      add(isOfImages ? "image" : "sound") { part, _ in
        let part = Array(part)
        return classifier.probabilities(
          isOfImages ? store.images(part) : store.sounds(part), with: compute)
      }
    } else if let classifier = networks as? MultimodalClassifier {
      let temperatures = try checkpoint.memory(of: classifier)?.pairTemperatures
      func probabilities(_ image: Tensor?, _ sound: Tensor?) -> Tensor {
        classifier.probabilities(
          image: image, sound: sound, temperatures: temperatures, with: compute)
      }
      add("V", temperature: temperatures?.image) { part, _ in
        probabilities(store.images(Array(part)), nil)
      }
      add("A", temperature: temperatures?.sound) { part, _ in
        probabilities(nil, store.sounds(Array(part)))
      }
      add("V + A", temperature: temperatures?.both) { part, _ in
        probabilities(store.images(Array(part)), store.sounds(Array(part)))
      }
      guard let generator else { return }
      let missingModality = try MissingModality(
        generator, for: configuration, path: checkpoint.path)
      add("GV + A", latentSamples: latentSamples, temperature: temperatures?.both) { part, sample in
        let sound = store.sounds(Array(part))
        return probabilities(
          missingModality.image(of: sound, samples: part, draw: sample), sound)
      }
      add("GA + V", latentSamples: latentSamples, temperature: temperatures?.both) { part, sample in
        let image = store.images(Array(part))
        return probabilities(
          image, missingModality.sound(of: image, samples: part, draw: sample))
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
        .init("expected_calibration_error", "calibration error"),
        .init("temperature", "temperature"),
      ])
    table.rows = rows
    return table
  }

  /// The evaluation as one JSON object: what was evaluated, the verdict, then the table.
  public var document: JSONValue {
    let own = [JSONValue.Member(table.name, .array(table.rows))]
    return .object(header + EvaluationVerdict.members(of: .object(header + own)) + own)
  }
}

/// The most probable class of each item, and its probability.
private struct SureClasses {
  let classes: [Int]
  let confidences: [Double]

  /// The classes of batches of probabilities [batch, classes].
  init(_ probabilities: [Tensor]) {
    classes = probabilities.flatMap(\.largestColumns)
    confidences = probabilities.flatMap { batch in
      (0..<batch.shape[0]).map { min(1, Double(batch.row($0).max() ?? 0)) }
    }
  }
}
