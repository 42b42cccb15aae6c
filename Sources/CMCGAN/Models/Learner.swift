import Autograd
import Glibc
import TensorCore

/// Networks that one optimizer changes, with their moving average where one is kept.
public final class Learner: Parameterized {
  /// What the optimizer changes.
  public let parameters: [Parameter]
  /// What the networks keep beside: running statistics and the vectors of the spectral norm.
  public let buffers: [Parameter]
  let average: WeightAverage?
  private let optimizer: Adam
  private let updatesPerStep: Int
  private let schedule: (_ step: Int) -> Double

  /// A learner whose state goes by the optimizer's `name`.
  ///
  /// - Parameters:
  ///   - name: what the moments are named after.
  ///   - networks: what is changed, in a stable order.
  ///   - settings: the numbers of Adam.
  ///   - averageDecay: the decay of the moving average; 0: none.
  ///   - updatesPerStep: how often `update` is called in a step.
  ///   - schedule: the factor of the learning rate in a step, counted from 0.
  init(
    _ name: String, _ networks: [any Parameterized], _ settings: Adam.Settings,
    averageDecay: Double = 0, updatesPerStep: Int = 1,
    schedule: @escaping (_ step: Int) -> Double
  ) {
    self.schedule = schedule
    parameters = networks.flatMap(\.parameters)
    buffers = networks.flatMap(\.buffers)
    optimizer = Adam(name, settings, of: parameters)
    average = averageDecay > 0 ? WeightAverage("average", decay: averageDecay, of: parameters) : nil
    self.updatesPerStep = updatesPerStep
  }

  /// The average and the moments: what a checkpoint keeps beside the networks.
  var optimizerState: [Parameter] { (average?.averages ?? []) + optimizer.moments }

  func resume(after steps: Int) { optimizer.resume(after: steps * updatesPerStep) }

  /// A factor of the learning rate beside the schedule's.
  var learningRateFactor = 1.0

  /// Moves the parameters against their gradients, and notes whether these were numbers.
  func update(_ gradients: [Tensor], _ losses: inout Losses) {
    if !gradients.allSatisfy({ isFinite($0) }) { losses.gradientsAreFinite = false }
    optimizer.learningRateFactor =
      learningRateFactor * schedule(optimizer.updates / updatesPerStep)
    optimizer.update(gradients)
  }

  /// Moves the average towards the parameters, after `step` steps.
  func follow(step: Int) { average?.update(step: step) }
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
