import Autograd
import Configuration
import Layers
import TensorCore

/// Networks that one optimizer changes, with the moving average of their weights where one is kept.
///
/// The first steps of a run may be phases of pre-training, with numbers of Adam of their own. Optimizer and
/// average begin anew after each.
public final class OptimizedNetworks: Parameterized {
  /// What the optimizer changes.
  public let parameters: [Parameter]
  /// What the networks keep beside: running statistics and the vectors of the spectral norm.
  public let buffers: [Parameter]
  /// The averaged weights; `nil` where none are kept.
  let average: WeightAverage?
  private let optimizer: Adam
  private let settings: Adam.Settings
  private let updatesPerStep: Int
  private let schedule: (_ step: Int) -> Double
  private let parameterFactors: [Double]
  private let pretraining: [PretrainingPhase]

  /// Networks with a fresh optimizer.
  ///
  /// - Parameters:
  ///   - name: what the optimizer's moments are named after in a checkpoint.
  ///   - networks: what the optimizer changes, in a stable order.
  ///   - settings: the numbers of Adam.
  ///   - averageDecay: the decay of the moving average; 0: none.
  ///   - parameterFactors: a factor of the learning rate for each parameter after pre-training; empty: 1.
  ///   - updatesPerStep: how often `update` is called in a step.
  ///   - pretraining: the phases of pre-training at the beginning of the run.
  ///   - schedule: the factor of the learning rate in a step, counted from 0 after pre-training.
  init(
    _ name: String, _ networks: [any Parameterized], _ settings: Adam.Settings,
    averageDecay: Double = 0, parameterFactors: [Double] = [], updatesPerStep: Int = 1,
    pretraining: [PretrainingPhase] = [], schedule: @escaping (_ step: Int) -> Double
  ) {
    self.settings = settings
    self.schedule = schedule
    self.parameterFactors = parameterFactors
    self.pretraining = pretraining
    parameters = networks.flatMap(\.parameters)
    buffers = networks.flatMap(\.buffers)
    optimizer = Adam(name, settings, of: parameters)
    average = averageDecay > 0 ? WeightAverage("average", decay: averageDecay, of: parameters) : nil
    self.updatesPerStep = updatesPerStep
  }

  /// The averaged weights and the moments: what a checkpoint keeps beside the networks.
  var optimizerState: [Parameter] { (average?.averages ?? []) + optimizer.moments }

  /// Goes on after `steps` steps of the run, whose state was put into parameters and buffers.
  func resume(after steps: Int) {
    if let (phase, done) = pretraining.phase(after: steps) {
      optimizer.resume(after: phase.settings == nil ? 0 : done)
    } else {
      optimizer.resume(after: (steps - pretraining.steps) * updatesPerStep)
    }
  }

  /// A factor of the learning rate beside the schedule's.
  var learningRateFactor = 1.0

  /// Moves the parameters against their gradients, and notes whether these are finite.
  func update(_ gradients: [Tensor], _ losses: inout Losses) {
    optimizer.parameterFactors = parameterFactors
    move(
      gradients, settings, factor: schedule(optimizer.updates / updatesPerStep), &losses)
  }

  /// Moves the parameters as `update` does, in a step of pre-training.
  ///
  /// After the last step of a phase, optimizer and average begin anew. Steps are counted from 1.
  func pretrain(_ gradients: [Tensor], step: Int, _ losses: inout Losses) {
    guard let (phase, done) = pretraining.phase(after: step - 1), let settings = phase.settings
    else {
      preconditionFailure("step \(step) is none in which these networks are pre-trained")
    }
    optimizer.parameterFactors = []
    move(gradients, settings, factor: phase.schedule(optimizer.updates), &losses)
    average?.update(step: done + 1)
    guard done + 1 == phase.steps else { return }
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

  /// Moves the averaged weights towards the parameters, after a step of the run, counted from 1.
  func updateAverage(step: Int) { average?.update(step: step - pretraining.steps) }
}
