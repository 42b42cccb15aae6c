import Autograd
import Configuration
import TensorCore

/// A plain pair of autoencoders with one feature space: stage one of CMCGAN with L1 alone.
///
/// There is no discriminator and no stage two: what is left shows what the adversarial and consistency
/// losses bring.
public final class AutoencoderModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  public let learners: [Learner]

  /// Fresh networks, drawn from the configuration's seed.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    var source = configuration.weights(.generatorWeights)
    generator = Generator(configuration, from: &source)
    learners = [configuration.generatorLearner([generator])]
  }

  public func classificationLoss(_ batch: Batch, in pass: Pass) -> Variable? { nil }

  public func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    let tape = Tape()
    let one = generator.stageOne(
      batch, latents: generator.nearestLatents(batch, in: context),
      in: .training(tape, in: context))
    let total = one.directLosses(to: batch, weights: configuration.losses, &losses)
    minimize(total, on: tape, step: step, in: context, &losses)
    return losses
  }
}

extension Generator.StageOne {
  /// The weighted sum of the L1 losses from stage one to the real partners; their values are noted.
  func directLosses(
    to batch: Batch, weights: LossSettings, _ losses: inout Losses
  ) -> Variable {
    var total = Variable(Tensor(0))
    func add(_ name: Losses.Name, _ weight: Double, _ made: Variable, _ target: Tensor) {
      let loss = made.meanAbsoluteError(to: target)
      losses[name] = loss.value.item
      if weight != 0 { total = total + Scalar(weight) * loss }
    }
    add(.imageReconstruction, weights.imageReconstructionWeight, reconstructedImage, batch.image)
    add(.soundReconstruction, weights.soundReconstructionWeight, reconstructedSound, batch.sound)
    add(.imageTranslation, weights.imageTranslationWeight, generatedImage, batch.image)
    add(.soundTranslation, weights.soundTranslationWeight, generatedSound, batch.sound)
    return total
  }
}
