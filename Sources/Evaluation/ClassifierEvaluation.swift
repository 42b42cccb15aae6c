import CMCGAN
import Files
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
  private let labels: [Int]
  private let classes: [String]

  private static let batchSize = 32

  /// Judges a classifier on a split.
  ///
  /// - Parameters:
  ///   - checkpoint: of an evaluator or a multimodal classifier.
  ///   - generator: what makes the missing member for a multimodal classifier, if anything.
  ///   - set: a data set with the classes that it was trained on.
  ///   - split: which pairs.
  ///   - draws: latent vectors for each generated member.
  /// - Throws: `Failure` of kind `badInput` where something does not fit.
  public init(
    _ checkpoint: Checkpoint, generator: TrainedModel?, on set: DataSet, split: RunEvaluation.Split,
    draws: Int
  ) throws {
    try RunEvaluation.require(checkpoint, fits: set, split)
    let configuration = checkpoint.configuration
    let pairs = split == .validation ? set.validation : set.training
    let store = SampleStore(pairs, of: set, configuration)
    count = pairs.count
    labels = pairs.map(\.classIndex)
    classes = set.classes
    let networks = configuration.emptyNetworks(classes: classes.count)
    try checkpoint.restore(networks)
    let indices = Array(pairs.indices)
    let parts = stride(from: 0, to: count, by: Self.batchSize).map {
      Array(indices[$0..<min(count, $0 + Self.batchSize)])
    }
    for part in parts { try store.load(part) }
    func add(_ input: String, draws: Int = 1, _ verdicts: (_ part: [Int], _ draw: Int) -> [Int]) {
      let all = (0..<draws).map { draw in parts.flatMap { verdicts($0, draw) } }
      table.rows.append(row(input, all))
    }
    if let classifier = networks as? Classifier {
      add(configuration.model == .imageEvaluator ? "image" : "sound") { part, _ in
        classifier.probabilities(
          configuration.model == .imageEvaluator ? store.images(part) : store.sounds(part)
        ).largestColumns
      }
    } else if let classifier = networks as? MultimodalClassifier {
      add("V") { part, _ in
        classifier.probabilities(image: store.images(part), sound: nil).largestColumns
      }
      add("A") { part, _ in
        classifier.probabilities(image: nil, sound: store.sounds(part)).largestColumns
      }
      add("V + A") { part, _ in
        classifier.probabilities(image: store.images(part), sound: store.sounds(part))
          .largestColumns
      }
      guard let generator else { return }
      let completion = try Completion(generator, for: configuration, path: checkpoint.path)
      add("GV + A", draws: draws) { part, draw in
        let sound = store.sounds(part)
        return classifier.probabilities(
          image: completion.image(of: sound, samples: part[0]..<part[0] + part.count, draw: draw),
          sound: sound
        ).largestColumns
      }
      add("GA + V", draws: draws) { part, draw in
        let image = store.images(part)
        return classifier.probabilities(
          image: image,
          sound: completion.sound(of: image, samples: part[0]..<part[0] + part.count, draw: draw)
        ).largestColumns
      }
    }
  }

  private func row(_ input: String, _ draws: [[Int]]) -> JSONValue {
    let right = labels.indices.map { pair in draws.count { $0[pair] == labels[pair] } }
    func proportion(_ pairs: [Int]) -> Proportion {
      Proportion(groups: pairs.map { (right: right[$0], count: draws.count) })
    }
    let whole = proportion(Array(labels.indices))
    let single = classes.indices.map { number in
      proportion(labels.indices.filter { labels[$0] == number })
    }
    let present = single.filter { $0.count > 0 }
    return [
      "input": .string(input), "accuracy": .real(whole.value),
      "interval": JSONValue(whole.interval),
      "macro": .real(present.reduce(0) { $0 + $1.value } / Double(max(1, present.count))),
      "classes": .object(
        zip(classes, single).compactMap { name, share in
          share.count == 0 ? nil : .init(name, .real(share.value))
        }),
      "right": .array(right.map { .integer(Int64($0)) }),
    ]
  }
}
