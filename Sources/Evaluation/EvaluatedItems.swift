import Configuration
import Models
import Ranks
import TensorCore

/// What measures need to know of images or sounds, gathered batch by batch.
struct EvaluatedItems {
  let modality: Modality
  /// The verdicts of each judge of the modality; none where nobody is to judge.
  private(set) var verdicts: [[Int]]
  /// The evaluator's features.
  private(set) var features: [[Double]] = []
  /// Images at 16 x 16 pixels, for distances that no classifier has a part in.
  private(set) var thumbnails: [[Double]] = []
  private let evaluator: TrainedEvaluator
  private let evaluators: [any Evaluator]

  init(_ modality: Modality, _ evaluators: Evaluators, areEvaluated: Bool = true) {
    self.modality = modality
    evaluator = evaluators.evaluator(of: modality)
    self.evaluators = areEvaluated ? evaluators.evaluators(of: modality) : []
    verdicts = self.evaluators.map { _ in [] }
  }

  /// Adds images [n, height, width, 3] or sounds [n, bands, frames, 1].
  mutating func append(_ levels: Tensor, _ configuration: Configuration) {
    for (number, evaluator) in evaluators.enumerated() {
      verdicts[number] += evaluator.verdicts(on: levels)
    }
    features += evaluator.features(of: levels)
    guard modality == .image else { return }
    for row in 0..<levels.shape[0] {
      thumbnails.append(Features.image(levels.row(row), configuration.image))
    }
  }

  /// Joins what all ranks gathered.
  mutating func gather(over ranks: any RankGroup) {
    verdicts = verdicts.map { ranks.gather($0) }
    features = ranks.gather(features)
    thumbnails = ranks.gather(thumbnails)
  }
}
