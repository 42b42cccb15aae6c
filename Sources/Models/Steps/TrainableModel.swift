import Autograd
import Configuration
import TensorCore

/// Networks under training, with all that their training keeps from step to step.
///
/// A kind of model gives its networks and its step. The loop, checkpoints, ranks and sample sheets know
/// nothing else of it.
public protocol TrainableModel: AnyObject {
  /// What the model was made from.
  var configuration: Configuration { get }
  /// The networks with their optimizers, by role.
  var networks: NetworkRoles { get }
  /// The networks that are used after training, without what only teaches them.
  var usedNetworks: any Parameterized { get }
  /// One of them; `nil` where the model has none of that name.
  func network(_ part: NetworkPart) -> (any Parameterized)?
  /// The use of the present weights with some kernels; `nil` in a model that generates nothing.
  func translator(with compute: Compute) -> Translator?
  /// Fits the model to all training pairs at once, before the first step of a run.
  ///
  /// Models that learn batch by batch do nothing here.
  ///
  /// - Throws: `Failure` where pairs cannot be read, or there is no fit.
  func prepare(with pairs: any TrainingPairs) throws
  /// Does one step: forward, and an update of all networks.
  ///
  /// `train(on:step:in:)` calls it in every step that is not one of pre-training.
  ///
  /// - Parameters:
  ///   - number: the step's number, from 1.
  ///   - batch: what the step sees.
  ///   - context: what the step is computed with, in the precision of the configuration.
  /// - Returns: the losses before the updates.
  func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses
  /// What the encoders learn from in pre-training: the cross-entropy of the classes, in nats.
  ///
  /// - Returns: the loss; `nil` in a model whose encoders learn no labels.
  func pretrainingLoss(on batch: Batch, in pass: Pass) -> Variable?
  /// What encoders, decoders and mapping networks learn from in autoencoder pre-training.
  ///
  /// - Parameters:
  ///   - batch: what the step sees.
  ///   - step: its number, from 1.
  ///   - pass: where the loss is recorded.
  ///   - context: what the step is computed with.
  ///   - losses: takes the value of each loss, before weighting.
  /// - Returns: the weighted sum; `nil` in a model without two autoencoders.
  func autoencoderLoss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable?
  /// What sounds and mapping networks learn from in translation pre-training.
  ///
  /// - Parameters:
  ///   - batch: what the step sees.
  ///   - pass: where the loss is recorded.
  ///   - context: what the step is computed with.
  ///   - losses: takes the value of each loss, before weighting.
  /// - Returns: the weighted sum; `nil` in a model without all four subnetworks.
  func translationLoss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable?
  /// How far the networks, as they would be used, are from what a batch shows; smaller is better.
  ///
  /// - Parameters:
  ///   - batch: real pairs with latent vectors and labels.
  ///   - compute: the kernels and the precision.
  /// - Returns: the error, 0 where nothing is wrong.
  func error(on batch: Batch, with compute: Compute) -> Double
  /// The layers among `usedNetworks` whose results are classes: no model of other classes has their weights.
  var classLayers: [any Parameterized] { get }
}

extension TrainableModel {
  public func translator(with compute: Compute) -> Translator? { nil }
  public func prepare(with pairs: any TrainingPairs) throws {}
  public var classLayers: [any Parameterized] { [] }
  public func pretrainingLoss(on batch: Batch, in pass: Pass) -> Variable? { nil }
  public func autoencoderLoss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? { nil }
  public func translationLoss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? { nil }
}

extension TrainableModel {
  /// Trains one step, in the precision of the configuration.
  ///
  /// - Parameters:
  ///   - batch: what the step sees, or this rank's part of it.
  ///   - step: its number, from 1.
  ///   - context: the kernels, and how the step is shared, if it is; the precision is replaced.
  /// - Returns: the losses before the updates, of the whole batch.
  public func train(on batch: Batch, step: Int, in context: StepContext) -> Losses {
    let context = context.with(precision: configuration.training.precision)
    let losses =
      pretrained(step, on: batch, in: context) ?? self.step(step, on: batch, in: context)
    guard let reduction = context.reduction else { return losses }
    if reduction.sumOfStatistics == nil { reduction.average(networks.all.flatMap(\.buffers)) }
    return losses.averaged(over: reduction)
  }

  /// Does a step of pre-training; `nil` in any other step.
  private func pretrained(_ step: Int, on batch: Batch, in context: StepContext) -> Losses? {
    guard step <= configuration.training.pretrainingSteps else { return nil }
    let tape = Tape()
    var losses = Losses()
    guard let loss = pretrainingLoss(step, on: batch, on: tape, in: context, &losses) else {
      return nil
    }
    let gradients = tape.gradients(
      of: loss, for: networks.used.parameters, reduction: context.reduction)
    networks.used.pretrain(gradients, step: step, &losses)
    return losses
  }

  /// The loss of a step of pre-training: first encoders learn alone, then autoencoders, then translation.
  private func pretrainingLoss(
    _ step: Int, on batch: Batch, on tape: Tape, in context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    let pass = Pass.training(tape, in: context)
    let training = configuration.training
    guard step <= training.encoderPretrainingSteps else {
      let isAutoencoderStep =
        step <= training.encoderPretrainingSteps + training.autoencoderPretrainingSteps
      let loss =
        isAutoencoderStep
        ? autoencoderLoss(on: batch, step: step, in: pass, of: context, &losses)
        : translationLoss(on: batch, in: pass, of: context, &losses)
      losses[.total] = loss?.value.item ?? 0
      return loss
    }
    let loss = pretrainingLoss(on: batch, in: pass)
    losses[.classification] = loss?.value.item ?? 0
    return loss
  }

  /// Everything that a checkpoint keeps, by name, in a stable order.
  public var state: [Parameter] { networkState + networks.all.flatMap(\.optimizerState) }

  /// All networks, without the state of their optimizers.
  public var networkState: [Parameter] { networks.all.flatMap { $0.parameters + $0.buffers } }

  /// Goes on after `steps` steps whose state was put into `state`.
  ///
  /// Optimizers and averages count from there. Their moments are part of `state`.
  public func resume(after steps: Int) { for part in networks.all { part.resume(after: steps) } }

  /// The factor of all learning rates: 1 unless a run had to go back.
  public var learningRateFactor: Double {
    get { networks.used.learningRateFactor }
    set { for part in networks.all { part.learningRateFactor = newValue } }
  }

  /// Lets the averages begin at the present weights, which came from elsewhere.
  public func restartAverages() { for part in networks.all { part.average?.restart() } }

  /// Runs `body` with the averaged weights, where the configuration asks for an average.
  ///
  /// The trained weights are back when it returns or throws. Without an average it only runs `body`.
  public func withAveragedWeights<R>(_ body: () throws -> R) rethrows -> R {
    guard let average = networks.used.average else { return try body() }
    return try average.substituted(body)
  }
}

extension OptimizedNetworks {
  /// Moves the networks against a loss that a tape has recorded.
  func update(
    against loss: Variable, on tape: Tape, in context: StepContext, _ losses: inout Losses
  ) {
    update(tape.gradients(of: loss, for: parameters, reduction: context.reduction), &losses)
  }

  /// Moves the networks and their average against the total of a step, which is noted.
  func minimize(
    _ total: Variable, on tape: Tape, step: Int, in context: StepContext, _ losses: inout Losses
  ) {
    losses[.total] = total.value.item
    update(against: total, on: tape, in: context, &losses)
    updateAverage(step: step)
  }
}
