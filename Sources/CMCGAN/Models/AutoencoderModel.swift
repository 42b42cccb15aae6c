import Autograd
import Glibc
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

  public func train(on batch: Batch, step: Int) -> Losses {
    var losses = Losses()
    let tape = Tape()
    let pass = Pass.training(tape)
    let latents = generator.nearestLatents(batch)
    let one = generator.stageOne(
      image: Variable(batch.image), sound: Variable(batch.heard), latents: latents, in: pass)
    let total = one.directLosses(to: batch, weights: configuration.losses, &losses)
    losses[.total] = total.value.item
    learners[0].update(tape.gradients(of: total, for: generator.parameters), &losses)
    learners[0].follow(step: step)
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

extension Configuration {
  /// Where fresh weights of networks come from.
  func weights(_ purpose: RandomPurpose) -> WeightSource {
    WeightSource(
      kind: networks.initialization, seed: UInt64(truncatingIfNeeded: seed),
      stream: purpose.rawValue)
  }

  /// The learner of the networks that are used after training.
  func generatorLearner(_ networks: [any Parameterized], updatesPerStep: Int = 1) -> Learner {
    Learner(
      "generatorOptimizer", networks, training.generator, averageDecay: training.averageDecay,
      updatesPerStep: updatesPerStep, schedule: training.learningRateFactor)
  }

  /// The learner of the networks that judge during training.
  func discriminatorLearner(_ networks: [any Parameterized]) -> Learner {
    Learner(
      "discriminatorOptimizer", networks, training.discriminator,
      schedule: training.learningRateFactor)
  }
}

extension TrainingSettings {
  /// The factor of the learning rates in a step, counted from 0.
  func learningRateFactor(step: Int) -> Double {
    switch schedule {
    case .constant: return 1
    case .cosine:
      let warmth = min(1, Double(step + 1) / 20)
      let part = Double(min(step, steps)) / Double(max(1, steps))
      return warmth * max(0.01, (1 + cos(.pi * part)) / 2)
    }
  }
}
