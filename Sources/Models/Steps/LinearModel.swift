import Autograd
import Configuration
import LinearBaseline
import TensorCore

/// The linear baseline: it is fitted once, in closed form, and then stays as it is.
///
/// Sounds are classified by kernel ridge regression, images by ridge regression on principal components.
/// An image or a sound of that class is drawn from a normal distribution for each class. The first step
/// fits it to all training pairs, or to its batch where a caller gives no pairs. Later steps change
/// nothing.
public final class LinearModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  private let parts: LinearNetworks
  /// To how many pairs it was fitted; 0 before that.
  private let pairs = Parameter("linear.pairs", Tensor(repeating: 0, shape: [1]))
  private let optimized: OptimizedNetworks

  /// A model that is not fitted yet.
  init(_ configuration: Configuration, classes: Int) {
    self.configuration = configuration
    parts = LinearNetworks(configuration, classes: classes)
    generator = Generator(parts, configuration)
    optimized = configuration.optimizedGenerator([generator, Count(buffers: [pairs])])
  }

  public var networks: NetworkRoles { .generator(optimized) }

  public func prepare(with pairs: any TrainingPairs) throws {
    let (image, sound) = (configuration.image, configuration.sound)
    let numbers = max(image.height * image.width * 3, sound.bands * sound.frames)
    let most = min(KernelScores.mostExamples, max(2, Self.mostNumbers / numbers))
    let chosen = try pairs.pairs(atMost: most)
    try fit(images: chosen.image, sounds: chosen.sound, labels: chosen.labels)
  }

  /// At most so many numbers of images or of sounds are held at once: 256 MB.
  private static let mostNumbers = 1 << 26

  /// Reports how far generated items are from the batch; the first step then fits the model.
  ///
  /// A model that was fitted to all pairs before reports what it reaches.
  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    let translator = Translator(generator, configuration, context.compute)
    var losses = Losses()
    let direct: [(Modality, Modality, Losses.Name)] = [
      (.image, .image, .imageReconstruction), (.sound, .sound, .soundReconstruction),
      (.sound, .image, .imageTranslation), (.image, .sound, .soundTranslation),
    ]
    for (from, to, name) in direct {
      let target = batch.members(of: to)
      let generated = translator.translate(
        batch.members(of: from), from, to: to,
        latent: batch.latents[to].firstRows(target.shape[0]), route: .direct)
      losses[name] = meanAbsoluteError(generated, target)
    }
    losses[.total] = losses.entries.reduce(0) { $0 + $1.value }
    if pairs.value.elements[0] == 0 {
      do {
        let most = min(batch.labels.count, KernelScores.mostExamples)
        try fit(
          images: batch.image.firstRows(most), sounds: batch.sound.firstRows(most),
          labels: Array(batch.labels.prefix(most)))
      } catch {
        losses.gradientsAreFinite = false
      }
    }
    return losses
  }

  private func fit(images: Tensor, sounds: Tensor, labels: [Int]) throws {
    try parts.fit(images: images, sounds: sounds, labels: labels)
    pairs.value = Tensor(repeating: Scalar(labels.count), shape: [1])
  }

  /// A number that a checkpoint keeps.
  private struct Count: Parameterized {
    let parameters: [Parameter] = []
    let buffers: [Parameter]
  }
}
