import Configuration
import Models
import Training

/// All evaluators of a data set, in the image and sound formats of a model.
///
/// `EvaluatorFolder` trains and loads them.
public struct Evaluators {
  /// The real training pairs that they learnt from.
  let training: SampleStore
  let imageEvaluator: TrainedEvaluator
  let soundEvaluator: TrainedEvaluator
  /// An independent space of features of images; nil where its weights are missing.
  private let backbone: BackboneFeatures?
  private let closedForm: [Modality: ClosedFormEvaluator]

  init(
    image: TrainedEvaluator, sound: TrainedEvaluator, backbone: BackboneFeatures?,
    _ training: SampleStore, classes: Int, _ configuration: Configuration
  ) throws {
    self.backbone = backbone
    self.training = training
    imageEvaluator = image
    soundEvaluator = sound
    closedForm = [
      .image: try ClosedFormEvaluator(.image, training, classes: classes, configuration),
      .sound: try ClosedFormEvaluator(.sound, training, classes: classes, configuration),
    ]
  }

  /// The trained evaluator of a modality.
  func evaluator(of modality: Modality) -> TrainedEvaluator {
    modality == .image ? imageEvaluator : soundEvaluator
  }

  /// What gives the features of a modality in each space.
  func extractors(of modality: Modality) -> [any FeatureExtractor] {
    let all: [(any FeatureExtractor)?] = [
      evaluator(of: modality), modality == .image ? backbone : nil,
    ]
    return all.compactMap { $0 }
  }

  /// Both evaluators of a modality, the trained one first.
  func evaluators(of modality: Modality) -> [any Evaluator] {
    let all: [(any Evaluator)?] = [evaluator(of: modality), closedForm[modality]]
    return all.compactMap { $0 }
  }
}
