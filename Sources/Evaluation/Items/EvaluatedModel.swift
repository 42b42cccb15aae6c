import Configuration
import DataSets
import Models
import Training

/// A model that is evaluated, with its evaluators and the pairs.
struct EvaluatedModel {
  let model: TrainedModel
  /// The model's own discriminator, if its checkpoint holds one.
  let discriminator: PairDiscriminator?
  let evaluators: Evaluators
  /// The pairs of the split.
  let store: SampleStore
  /// Sounds without an image that were held out from training.
  let unpairedSounds: [UnpairedFile]
  /// Images without a sound, such as photographs, that were held out from training.
  let unpairedImages: [UnpairedFile]
  /// The paths of inputs of which the model knows nothing, by modality.
  let unknown: [Modality: [String]]

  var collector: ItemCollector {
    ItemCollector(evaluators: evaluators, imageFormat: model.configuration.image)
  }
}
