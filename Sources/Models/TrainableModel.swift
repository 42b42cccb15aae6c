import Autograd
import Configuration
import TensorCore

/// Networks under training, with all that their training keeps from step to step.
public protocol TrainableModel: AnyObject {
  /// What the model was made from.
  var configuration: Configuration { get }
  /// The networks by their optimizers, in a stable order; the first are those that are used later.
  var learners: [Learner] { get }
  /// What `train` does, in the precision of the context.
  func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses
  /// How far the networks are from what a batch shows, as they would be used; smaller is better.
  func error(on batch: Batch, with compute: Compute) -> Double
}

extension TrainableModel {
  /// One step, in the precision of the configuration: forward, and an update of every learner.
  ///
  /// - Parameters:
  ///   - batch: what the step sees, or this rank's part of it.
  ///   - step: its number, from 1.
  ///   - context: the kernels, and how the step is shared, if it is; the precision is replaced.
  /// - Returns: the losses before the updates, of the whole batch.
  public func train(on batch: Batch, step: Int, in context: StepContext) -> Losses {
    let context = context.with(precision: configuration.training.precision)
    let losses =
      prepared(step, on: batch, in: context) ?? takeStep(step, on: batch, in: context)
    guard let reduction = context.reduction else { return losses }
    if reduction.sumOfStatistics == nil { reduction.average(learners.flatMap(\.buffers)) }
    return losses.averaged(over: reduction)
  }

  /// What a step does in which encoders learn alone; nothing in any other.
  private func prepared(_ step: Int, on batch: Batch, in context: StepContext) -> Losses? {
    guard step <= configuration.training.encoderPretrainingSteps else { return nil }
    let tape = Tape()
    let loss = (self as? any GeneratingModel)?.classificationLoss(
      batch, in: .training(tape, in: context))
    guard let loss else { return nil }
    var losses = Losses()
    losses[.classification] = loss.value.item
    let gradients = tape.gradients(
      of: loss, for: learners[0].parameters, reduction: context.reduction)
    learners[0].prepare(gradients, step: step, &losses)
    return losses
  }

  /// Everything that a checkpoint keeps, by name, in a stable order.
  public var state: [Parameter] { networkState + learners.flatMap(\.optimizerState) }

  /// All networks.
  public var networkState: [Parameter] { learners.flatMap { $0.parameters + $0.buffers } }

  /// Goes on after `steps` steps whose state has been put into `state`.
  public func resume(after steps: Int) { for learner in learners { learner.resume(after: steps) } }

  /// The factor of all learning rates: 1 unless a run had to go back.
  public var learningRateFactor: Double {
    get { learners.first?.learningRateFactor ?? 1 }
    set { for learner in learners { learner.learningRateFactor = newValue } }
  }

  /// Lets the averages begin at the present weights, which came from elsewhere.
  public func restartAverages() { for learner in learners { learner.average?.restart() } }

  /// Runs `body` with the averaged weights, where the configuration asks for an average.
  public func withAveragedWeights<R>(_ body: () throws -> R) rethrows -> R {
    guard let average = learners.first?.average else { return try body() }
    return try average.substituted(body)
  }
}

extension TrainableModel {
  /// Moves the networks that are used later, and their average, against a loss, which is noted.
  func minimize(
    _ total: Variable, on tape: Tape, step: Int, in context: StepContext, _ losses: inout Losses
  ) {
    losses[.total] = total.value.item
    let gradients = tape.gradients(
      of: total, for: learners[0].parameters, reduction: context.reduction)
    learners[0].update(gradients, &losses)
    learners[0].follow(step: step)
  }

  /// Moves a classifier against the cross-entropy of its scores with the labels.
  func classify(
    _ scores: Variable, as labels: [Int], on tape: Tape, step: Int, in context: StepContext
  ) -> Losses {
    let loss = scores.meanCrossEntropy(labels: labels)
    var losses = Losses()
    losses[.classification] = loss.value.item
    minimize(loss, on: tape, step: step, in: context, &losses)
    return losses
  }
}

/// A model whose networks make images or sounds.
public protocol GeneratingModel: TrainableModel {
  /// The encoders and decoders.
  var generator: Generator { get }
  /// The error of naming the classes from the encoders' features; `nil` where no labels are learnt.
  func classificationLoss(_ batch: Batch, in pass: Pass) -> Variable?
}

extension GeneratingModel {
  /// The mean absolute difference of every direct translation of a batch from the real partner: 0 to 2.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    let translator = Translator(generator, configuration, compute)
    let inputs: [(Tensor, Modality)] = [(batch.image, .image), (batch.sound, .sound)]
    var errors: [Double] = []
    for (input, from) in inputs {
      for (target, to) in inputs where translator.canTranslate(from, to: to, route: .direct) {
        let latent = to == .image ? batch.latents.image : batch.latents.sound
        let made = translator.translate(input, from, to: to, latent: latent, route: .direct)
        errors.append(Double(meanAbsoluteError(made, target)))
      }
    }
    return errors.reduce(0, +) / Double(max(1, errors.count))
  }
}

extension ModelKind {
  /// A fresh model of this kind.
  ///
  /// - Parameters:
  ///   - configuration: what it is made from.
  ///   - classes: how many classes the data has; only those that learn labels need them.
  /// - Returns: the model before its first step.
  public func model(_ configuration: Configuration, classes: Int) -> any TrainableModel {
    switch self {
    case .cmcgan: CMCGANModel(configuration, classes: classes)
    case .autoencoder: AutoencoderModel(configuration)
    case .s2iC, .s2iN, .s2iA, .i2s: ConditionalModel(configuration, classes: classes)
    case .imageEvaluator, .soundEvaluator: ClassifierModel(configuration, classes: classes)
    case .multimodal: MultimodalModel(configuration, classes: classes)
    }
  }
}

extension Configuration {
  /// The networks that are used after training, with weights of zero, into which trained ones are to be
  /// put.
  public func emptyNetworks(classes: Int) -> any Parameterized {
    switch model {
    case .cmcgan, .autoencoder, .s2iC, .s2iN, .s2iA, .i2s: Generator(emptyFor: self)
    case .imageEvaluator, .soundEvaluator: Classifier(emptyFor: self, classes: classes)
    case .multimodal: MultimodalClassifier(emptyFor: self, classes: classes)
    }
  }
}
