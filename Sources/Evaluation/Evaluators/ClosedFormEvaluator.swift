import Configuration
import Models
import TensorCore
import Threads
import Training

/// A classifier in closed form on simple features, to cross-check the trained evaluator.
///
/// It errs otherwise, as it is built otherwise: a linear classifier of images at 16 x 16 pixels, and
/// a kernel classifier of sounds without their time, which is fitted to changed copies of the sounds
/// too.
struct ClosedFormEvaluator: Evaluator {
  let name = "closed form"
  private let predict: (ArraySlice<Scalar>) -> Int

  /// The kernel classifier is fitted to this many sounds at most, copies included.
  private static let mostExamples = 3_500
  /// Changed copies of each sound, where there are not too many sounds.
  private static let copies = 6

  /// An evaluator fitted to the training pairs of a store.
  init(
    _ modality: Modality, _ store: SampleStore, classes: Int, _ configuration: Configuration
  ) throws {
    switch modality {
    case .image:
      let indices = Array(store.pairs.indices)
      try store.load(indices)
      let classifier = try LinearClassifier(
        indices.map { ImageFeatures.thumbnail(store.images([$0]).elements, configuration.image) },
        labels: store.pairs.map(\.classIndex), classes: classes)
      predict = {
        classifier.predictedClass(of: ImageFeatures.thumbnail($0, configuration.image))
      }
    case .sound:
      let count = store.pairs.count
      let chosenCount = min(count, Self.mostExamples)
      let chosen = (0..<chosenCount).map { $0 * count / chosenCount }
      try store.load(chosen)
      let copies = min(Self.copies, Self.mostExamples / chosenCount - 1)
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
      predict = { classifier.predictedClass(of: features($0)) }
    }
  }

  func predictedClasses(of levels: Tensor) -> [Int] {
    let count = levels.shape[0]
    var found = [Int](repeating: 0, count: count)
    found.withUnsafeMutableBufferPointer { found in
      nonisolated(unsafe) let (found, predict) = (found, predict)
      ThreadPool.shared.forEach(count) { found[$0] = predict(levels.row($0)) }
    }
    return found
  }
}
