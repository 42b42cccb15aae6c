import Autograd
import Configuration
import Glibc
import Layers
import TensorCore

extension Configuration {
  /// Where fresh weights of networks come from.
  func weights(_ purpose: RandomPurpose) -> WeightInitializer {
    WeightInitializer(
      kind: networks.initialization, seed: UInt64(truncatingIfNeeded: seed),
      stream: purpose.rawValue)
  }

  /// The networks that are used after training, with their optimizer: `training.generator`, and
  /// `training.encoder` and `training.autoencoder` in pre-training.
  ///
  /// Decoders among them have their own learning rate after it.
  func optimizedGenerator(
    _ networks: [any Parameterized], decoders: [Parameter] = [], updatesPerStep: Int = 1
  ) -> OptimizedNetworks {
    let decoders = Set(decoders.map(ObjectIdentifier.init))
    let factors = networks.flatMap(\.parameters).map {
      decoders.contains(ObjectIdentifier($0)) ? training.decoderRate : 1
    }
    return OptimizedNetworks(
      "generatorOptimizer", networks, training.generator, averageDecay: training.averageDecay,
      parameterFactors: factors, updatesPerStep: updatesPerStep,
      pretraining: [
        phase(training.encoderPretrainingSteps, training.encoder),
        phase(training.autoencoderPretrainingSteps, training.autoencoder),
        phase(training.translationPretrainingSteps, training.autoencoder),
      ], schedule: learningRateFactor)
  }

  private func phase(_ steps: Int, _ settings: Adam.Settings?) -> PretrainingPhase {
    PretrainingPhase(steps: steps, settings: settings) {
      TrainingSettings.Schedule.cosine.factor(step: $0, of: steps)
    }
  }

  /// A discriminator with its optimizer: `training.discriminator`.
  ///
  /// Pre-training leaves it alone.
  func optimizedDiscriminator(_ network: any Parameterized) -> OptimizedNetworks {
    OptimizedNetworks(
      "discriminatorOptimizer", [network], training.discriminator,
      pretraining: [phase(training.pretrainingSteps, nil)], schedule: learningRateFactor)
  }

  /// The factor of the learning rates in a step after pre-training, counted from 0.
  private func learningRateFactor(step: Int) -> Double {
    training.schedule.factor(step: step, of: training.steps - training.pretrainingSteps)
  }
}

extension TrainingSettings.Schedule {
  /// The factor of the learning rates in a step of `steps`, counted from 0.
  func factor(step: Int, of steps: Int) -> Double {
    switch self {
    case .constant: return 1
    case .cosine:
      let warmth = min(1, Double(step + 1) / 20)
      let part = Double(min(step, steps)) / Double(max(1, steps))
      return warmth * max(0.01, (1 + cos(.pi * part)) / 2)
    }
  }
}
