import Configuration
import Models
import TensorCore

/// How far a model is from the validation pairs: what the best checkpoint is chosen by.
///
/// It is measured on up to 32 pairs, spread evenly over the split. For models that generate it is the
/// mean absolute difference of direct translations from the real partners, 0 to 2. For classifiers it is
/// the share of wrong classes, 0 to 1. It is cheap and shows when training went wrong. It does not say
/// how good images look or sounds sound.
struct ValidationError {
  private let batch: Batch?
  private let compute: Compute

  init(_ store: SampleStore, _ configuration: Configuration, _ compute: Compute) {
    self.compute = compute
    let count = store.pairs.count
    let spread = (0..<min(32, count)).map { $0 * count / min(32, count) }
    store.tryToLoad(spread)
    let indices = spread.filter(store.isReadable)
    guard !indices.isEmpty else {
      batch = nil
      return
    }
    let (image, sound) = (store.images(indices), store.sounds(indices))
    batch = Batch(
      image: image, sound: sound, wrongImage: image, wrongSound: sound,
      latents: Latents(
        RandomPurpose.samples.latents(
          seed: configuration.seed, samples: 0..<indices.count,
          size: configuration.networks.latentSize)),
      labels: indices.map { store.pairs[$0].classIndex })
  }

  /// The error of a model as it would be used; `nil` without validation pairs.
  func measure(_ model: any TrainableModel) -> Double? {
    guard let batch else { return nil }
    return model.withAveragedWeights { model.error(on: batch, with: compute) }
  }
}
