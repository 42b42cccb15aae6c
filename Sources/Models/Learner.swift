import Autograd
import Configuration
import Glibc
import Layers
import TensorCore

/// Networks that one optimizer changes, with their moving average where one is kept.
public final class Learner: Parameterized {
  /// What the optimizer changes.
  public let parameters: [Parameter]
  /// What the networks keep beside: running statistics and the vectors of the spectral norm.
  public let buffers: [Parameter]
  let average: WeightAverage?
  private let optimizer: Adam
  private let settings: Adam.Settings
  private let updatesPerStep: Int
  private let schedule: (_ step: Int) -> Double
  private let start: Int
  private let preparation: Preparation?

  /// What a learner does in the steps before its start.
  struct Preparation {
    /// The numbers of Adam meanwhile.
    let settings: Adam.Settings
    /// The factor of the learning rate in a step, counted from 0.
    let schedule: (_ step: Int) -> Double
  }

  /// A learner whose state goes by the optimizer's `name`.
  ///
  /// - Parameters:
  ///   - name: what the moments are named after.
  ///   - networks: what is changed, in a stable order.
  ///   - settings: the numbers of Adam.
  ///   - averageDecay: the decay of the moving average; 0: none.
  ///   - updatesPerStep: how often `update` is called in a step.
  ///   - start: how many steps of the model go before the first of these.
  ///   - preparation: what is done in them, if anything.
  ///   - schedule: the factor of the learning rate in a step, counted from 0 at the start.
  init(
    _ name: String, _ networks: [any Parameterized], _ settings: Adam.Settings,
    averageDecay: Double = 0, updatesPerStep: Int = 1, start: Int = 0,
    preparation: Preparation? = nil, schedule: @escaping (_ step: Int) -> Double
  ) {
    self.settings = settings
    self.schedule = schedule
    self.start = start
    self.preparation = preparation
    parameters = networks.flatMap(\.parameters)
    buffers = networks.flatMap(\.buffers)
    optimizer = Adam(name, settings, of: parameters)
    average = averageDecay > 0 ? WeightAverage("average", decay: averageDecay, of: parameters) : nil
    self.updatesPerStep = updatesPerStep
  }

  /// The average and the moments: what a checkpoint keeps beside the networks.
  var optimizerState: [Parameter] { (average?.averages ?? []) + optimizer.moments }

  func resume(after steps: Int) {
    let prepared = preparation == nil ? 0 : steps
    optimizer.resume(after: steps < start ? prepared : (steps - start) * updatesPerStep)
  }

  /// A factor of the learning rate beside the schedule's.
  var learningRateFactor = 1.0

  /// Moves the parameters against their gradients, and notes whether these were numbers.
  func update(_ gradients: [Tensor], _ losses: inout Losses) {
    move(
      gradients, settings, factor: schedule(optimizer.updates / updatesPerStep), &losses)
  }

  /// The same in a step of the preparation; after its last one, optimizer and average begin anew.
  func prepare(_ gradients: [Tensor], step: Int, _ losses: inout Losses) {
    guard let preparation else { preconditionFailure("there is nothing to prepare") }
    move(
      gradients, preparation.settings, factor: preparation.schedule(optimizer.updates), &losses)
    average?.update(step: step)
    guard step == start else { return }
    optimizer.restart()
    average?.restart()
  }

  private func move(
    _ gradients: [Tensor], _ settings: Adam.Settings, factor: Double, _ losses: inout Losses
  ) {
    if !gradients.allSatisfy({ isFinite($0) }) { losses.gradientsAreFinite = false }
    optimizer.settings = settings
    optimizer.learningRateFactor = learningRateFactor * factor
    optimizer.update(gradients)
  }

  /// Moves the average towards the parameters, after `step` steps, the preparation among them.
  func follow(step: Int) { average?.update(step: step - start) }
}

extension Configuration {
  /// Where fresh weights of networks come from.
  func weights(_ purpose: RandomPurpose) -> WeightInitializer {
    WeightInitializer(
      kind: networks.initialization, seed: UInt64(truncatingIfNeeded: seed),
      stream: purpose.rawValue)
  }

  /// The learner of the networks that are used after training.
  func generatorLearner(_ networks: [any Parameterized], updatesPerStep: Int = 1) -> Learner {
    let encoderPretrainingSteps = training.encoderPretrainingSteps
    return Learner(
      "generatorOptimizer", networks, training.generator, averageDecay: training.averageDecay,
      updatesPerStep: updatesPerStep, start: encoderPretrainingSteps,
      preparation: .init(settings: training.encoder) {
        TrainingSettings.Schedule.cosine.factor(step: $0, of: encoderPretrainingSteps)
      }, schedule: learningRateFactor)
  }

  /// The learner of the networks that judge during training.
  func discriminatorLearner(_ networks: [any Parameterized]) -> Learner {
    Learner(
      "discriminatorOptimizer", networks, training.discriminator,
      start: training.encoderPretrainingSteps, schedule: learningRateFactor)
  }

  /// The factor of the learning rates in a step after the encoders' own, counted from 0.
  private func learningRateFactor(step: Int) -> Double {
    training.schedule.factor(step: step, of: training.steps - training.encoderPretrainingSteps)
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
