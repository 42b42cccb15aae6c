import Configuration
import Models
import TensorCore
import Training

/// Names the class of images or of sounds, without ever having been used in training a generator.
public protocol Evaluator {
  /// What tables call it.
  var name: String { get }
  /// The class of each image [n, height, width, 3] or sound [n, bands, frames, 1], in [-1, 1].
  func verdicts(on levels: Tensor) -> [Int]
}

/// A trained classifier of one modality, whose last features also say how alike two items are.
public struct TrainedEvaluator: Evaluator {
  /// The networks.
  private let classifier: Classifier
  public let name = "evaluator"
  /// What it is, by its content: numbers of other evaluators cannot be compared with its own.
  let identity: String
  private let compute: Compute

  init(_ classifier: Classifier, step: Int, _ compute: Compute) {
    self.classifier = classifier
    self.compute = compute
    identity = classifier.identity(step: step)
  }

  public func verdicts(on levels: Tensor) -> [Int] { probabilities(of: levels).largestColumns }

  /// The probabilities of the classes: [n, classes].
  func probabilities(of levels: Tensor) -> Tensor {
    classifier.probabilities(levels, with: compute)
  }

  /// The features before the verdict, one row an item.
  func features(of levels: Tensor) -> [[Double]] {
    let features = classifier.features(levels, with: compute)
    return (0..<levels.shape[0]).map { features.row($0).map { Double($0) } }
  }
}

/// A classifier in closed form on simple features: built otherwise than the evaluator, to cross-check it.
///
/// Images are told apart by a linear classifier of 16 x 16 pixels, sounds by a kernel classifier of
/// what stays when time is left out, which is fitted to changed copies of the sounds too.
struct ClosedFormEvaluator: Evaluator {
  let name = "closed form"
  private let verdict: (ArraySlice<Scalar>) -> Int

  /// Sounds that a kernel classifier is fitted to, at most, with their copies.
  private static let mostExamples = 3_500
  /// Changed copies of each sound, where there are not too many.
  private static let copies = 6

  /// A judge fitted to the training pairs of a store.
  init(
    _ modality: Modality, _ store: SampleStore, classes: Int,
    _ configuration: Configuration
  ) throws {
    let count = store.pairs.count
    switch modality {
    case .image:
      let indices = Array(store.pairs.indices)
      try store.load(indices)
      let classifier = try LinearClassifier(
        indices.map { Features.image(store.images([$0]).elements, configuration.image) },
        labels: store.pairs.map(\.classIndex), classes: classes)
      verdict = { classifier.verdict(on: Features.image($0, configuration.image)) }
    case .sound:
      let shown = min(count, Self.mostExamples)
      let chosen = (0..<shown).map { $0 * count / shown }
      try store.load(chosen)
      let copies = min(Self.copies, Self.mostExamples / shown - 1)
      let features = SoundFeatures(configuration.sound)
      let changed = ChangedSounds(configuration.evaluator(.soundEvaluator))
      var examples: [[Double]] = []
      var labels: [Int] = []
      for index in chosen {
        for copy in 0...copies {
          let levels = changed.copy(copy, of: index, in: store)
          examples.append(features(levels))
          labels.append(store.pairs[index].classIndex)
        }
      }
      let classifier = try KernelClassifier(examples, labels: labels, classes: classes)
      verdict = { classifier.verdict(on: features($0)) }
    }
  }

  func verdicts(on levels: Tensor) -> [Int] {
    let count = levels.shape[0]
    var found = [Int](repeating: 0, count: count)
    found.withUnsafeMutableBufferPointer { found in
      nonisolated(unsafe) let (found, verdict) = (found, verdict)
      ThreadPool.shared.forEach(count) { found[$0] = verdict(levels.row($0)) }
    }
    return found
  }
}

/// All judges of a data set in the format of a model.
public struct Evaluators {
  /// The real training pairs that they learnt from.
  let training: SampleStore
  let imageEvaluator: TrainedEvaluator
  let soundEvaluator: TrainedEvaluator
  private let closedForm: [Modality: ClosedFormEvaluator]

  init(
    image: TrainedEvaluator, sound: TrainedEvaluator, _ training: SampleStore, classes: Int,
    _ configuration: Configuration
  ) throws {
    self.training = training
    imageEvaluator = image
    soundEvaluator = sound
    closedForm = [
      .image: try ClosedFormEvaluator(.image, training, classes: classes, configuration),
      .sound: try ClosedFormEvaluator(.sound, training, classes: classes, configuration),
    ]
  }

  func evaluator(of modality: Modality) -> TrainedEvaluator {
    modality == .image ? imageEvaluator : soundEvaluator
  }

  /// The judges of a modality, the evaluator first.
  func evaluators(of modality: Modality) -> [any Evaluator] {
    let all: [(any Evaluator)?] = [evaluator(of: modality), closedForm[modality]]
    return all.compactMap { $0 }
  }
}
