import CMCGAN
import TensorCore
import Training

/// Names the class of pictures or of sounds, without ever having been used in training a generator.
public protocol Judge {
  /// What tables call it.
  var name: String { get }
  /// The class of each picture [n, height, width, 3] or sound [n, bands, frames, 1], in [-1, 1].
  func verdicts(on levels: Tensor) -> [Int]
}

/// A trained classifier of one modality, whose last features also say how alike two items are.
public struct Evaluator: Judge {
  /// The networks.
  private let classifier: Classifier
  public let name = "evaluator"

  init(_ classifier: Classifier) { self.classifier = classifier }

  public func verdicts(on levels: Tensor) -> [Int] { probabilities(of: levels).largestColumns }

  /// The probabilities of the classes: [n, classes].
  func probabilities(of levels: Tensor) -> Tensor { classifier.probabilities(levels) }

  /// The features before the verdict, one row an item.
  func features(of levels: Tensor) -> [[Double]] {
    let features = classifier.features(levels)
    return (0..<levels.shape[0]).map { features.row($0).map { Double($0) } }
  }
}

/// A linear classifier on simple features: built otherwise than the evaluator, to cross-check it.
struct LinearJudge: Judge {
  let name = "linear"
  private let classifier: LinearClassifier
  private let features: (ArraySlice<Scalar>) -> [Double]

  /// A judge fitted to the training pairs of a store.
  init(
    _ modality: Translator.Modality, _ store: SampleStore, classes: Int,
    _ configuration: Configuration
  ) throws {
    let features: (ArraySlice<Scalar>) -> [Double] =
      switch modality {
      case .image: { Features.image($0, configuration.image) }
      case .sound: { Features.sound($0, configuration.sound) }
      }
    let indices = Array(store.pairs.indices)
    try store.load(indices)
    classifier = try LinearClassifier(
      indices.map { index in
        let levels = modality == .image ? store.images([index]) : store.sounds([index])
        return features(levels.row(0))
      }, labels: store.pairs.map(\.classIndex), classes: classes)
    self.features = features
  }

  func verdicts(on levels: Tensor) -> [Int] {
    (0..<levels.shape[0]).map { classifier.verdict(on: features(levels.row($0))) }
  }
}

/// All judges of a data set in the format of a model.
public struct Judges {
  let imageEvaluator: Evaluator
  let soundEvaluator: Evaluator
  private let linear: [Translator.Modality: LinearJudge]

  init(
    image: Evaluator, sound: Evaluator, _ training: SampleStore, classes: Int,
    _ configuration: Configuration
  ) throws {
    imageEvaluator = image
    soundEvaluator = sound
    linear = [
      .image: try LinearJudge(.image, training, classes: classes, configuration),
      .sound: try LinearJudge(.sound, training, classes: classes, configuration),
    ]
  }

  func evaluator(of modality: Translator.Modality) -> Evaluator {
    modality == .image ? imageEvaluator : soundEvaluator
  }

  /// The judges of a modality, the evaluator first.
  func judges(of modality: Translator.Modality) -> [any Judge] {
    let all: [(any Judge)?] = [evaluator(of: modality), linear[modality]]
    return all.compactMap { $0 }
  }
}
