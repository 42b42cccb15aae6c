import Files
import TensorCore
import Training

extension PairClassification {
  /// Loads a classifier, and where it is needed the model that generates a missing modality.
  ///
  /// - Parameters:
  ///   - classifier: the path of a run or model of kind `multimodal`; nil is the classifier that the
  ///     generating model holds, or that was trained with a run of fine-tuning.
  ///   - model: the path of the generating model, whose memory tells how familiar inputs are; nil looks
  ///     where `ModelLocation` says.
  ///   - generates: whether a missing modality is generated.
  ///   - compute: the kernels and the precision of both.
  ///   - warn: called with what is odd about the models.
  /// - Throws: `Failure` of kind `missingInput` where there is no model, `badInput` where one cannot be
  ///   used or the two do not fit together.
  public init(
    classifier: String?, model: String?, generates: Bool, compute: Compute = .fromEnvironment,
    warn: (String) -> Void = { _ in }
  ) throws {
    if let classifier, model == nil, !generates {
      try self.init(TrainedModel.checked(classifier, warn: warn), generator: nil, compute: compute)
      return
    }
    let path = try ModelLocation.path(asked: model)
    let checkpoint = try TrainedModel.checked(path, warn: warn)
    let own =
      try (classifier ?? RunFolder(path).completeClassifier).map {
        try TrainedModel.checked($0, warn: warn)
      } ?? checkpoint
    // A run of a classifier generates nothing, and remembers no items.
    let isGenerating = checkpoint.configuration.model.generates
    let trained = generates || isGenerating ? try TrainedModel(checkpoint, compute: compute) : nil
    try self.init(
      own, generator: generates ? trained : nil, familiarModel: trained, compute: compute)
  }
}
