import Autograd
import Configuration
import TensorCore

/// A classifier of images or of sounds under training: an evaluator.
///
/// It learns from real pairs only, so that it can judge what generating models make.
public final class ClassifierModel: TrainableModel {
  public let configuration: Configuration
  /// The networks.
  public let classifier: Classifier
  private let modality: Modality
  private let optimized: OptimizedNetworks

  /// Fresh networks, drawn from the configuration's seed.
  init(_ configuration: Configuration, of modality: Modality, classes: Int) {
    self.configuration = configuration
    self.modality = modality
    var source = configuration.weights(.classifierWeights)
    classifier = Classifier(
      configuration, of: modality, classes: max(1, classes), from: &source)
    optimized = configuration.optimizedGenerator([classifier])
  }

  public var networks: NetworkRoles { .classifier(optimized) }
  public var usedNetworks: any Parameterized { classifier }
  public func network(_ part: NetworkPart) -> (any Parameterized)? { nil }

  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    let tape = Tape()
    var random = RandomPurpose.dropout.stream(seed: configuration.seed, step: number)
    let input = batch.augmented(Variable(batch.classifierInput(modality)), modality, .real)
    let scores = classifier.scores(
      input, of: batch.part, random: &random, in: .training(tape, in: context))
    return optimized.classify(scores, as: batch.labels, on: tape, step: number, in: context)
  }

  /// The share of wrong classes: 0 to 1.
  ///
  /// The batch is one of validation pairs; nothing is learned from it.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    classifier.probabilities(batch.classifierInput(modality), with: compute)
      .shareOfWrongRows(batch.labels)
  }
}

extension Batch {
  /// What a classifier sees: images as they are, sounds as encoders get them.
  func classifierInput(_ modality: Modality) -> Tensor {
    switch modality {
    case .image: image
    case .sound: encoderSound
    }
  }
}

extension OptimizedNetworks {
  /// Moves a classifier against the cross-entropy of its scores with the labels.
  ///
  /// - Returns: the cross-entropy, in nats.
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

extension Tensor {
  /// The share of rows whose largest element does not stand in the label's column.
  func shareOfWrongRows(_ labels: [Int]) -> Double {
    let wrong = zip(largestColumns, labels).count { $0.0 != $0.1 }
    return Double(wrong) / Double(max(1, labels.count))
  }
}
