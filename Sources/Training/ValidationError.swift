import CMCGAN
import TensorCore

/// How far the four subnetworks are from the validation pairs: what the best checkpoint is chosen by.
///
/// The mean absolute difference of what stage one makes of up to 32 pairs, spread evenly over the
/// split, from the real partner; over both inputs and both outputs, so from 0 to 2. It is cheap and
/// says when training went wrong; it does not say how pictures look or sounds sound.
struct ValidationError {
  private let store: SampleStore
  private let indices: [Int]
  private let configuration: Configuration

  init(_ store: SampleStore, _ configuration: Configuration) {
    self.store = store
    self.configuration = configuration
    let count = store.pairs.count
    let spread = (0..<min(32, count)).map { $0 * count / min(32, count) }
    store.tryToLoad(spread)
    indices = spread.filter(store.isReadable)
  }

  /// The error of a model as it would be used; `nil` without validation pairs.
  func measure(_ model: CMCGANModel) -> Double? {
    guard !indices.isEmpty else { return nil }
    let image = store.images(indices)
    let sound = store.sounds(indices)
    let translator = Translator(model.generator, configuration)
    let latent = RandomPurpose.samples.latents(
      seed: configuration.seed, samples: 0..<indices.count, size: translator.latentSize)
    return model.withAveragedWeights {
      let errors = [(image, Translator.Modality.image), (sound, .sound)].flatMap { input, from in
        [(image, Translator.Modality.image), (sound, .sound)].map { target, to in
          meanAbsoluteError(
            translator.translate(input, from, to: to, latent: latent, route: .direct), target)
        }
      }
      return errors.reduce(0) { $0 + Double($1) } / Double(errors.count)
    }
  }
}
