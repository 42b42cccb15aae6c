import Autograd
import Configuration
import TensorCore

/// A classifier of images or of sounds under training: an evaluator.
public final class ClassifierModel: TrainableModel {
  public let configuration: Configuration
  public let learners: [Learner]
  /// The networks.
  public let classifier: Classifier

  /// Fresh networks, drawn from the configuration's seed.
  public init(_ configuration: Configuration, classes: Int) {
    self.configuration = configuration
    var source = configuration.weights(.classifierWeights)
    classifier = Classifier(configuration, classes: max(1, classes), from: &source)
    learners = [configuration.generatorLearner([classifier])]
  }

  public func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses {
    let tape = Tape()
    var random = RandomPurpose.dropout.stream(seed: configuration.seed, step: step)
    let input = Variable(shown(batch))
    let changed = batch.augmentation.map {
      seesImages ? $0.image(input, .real) : $0.sound(input, .real)
    }
    let scores = classifier.scores(
      changed ?? input, of: batch.part, random: &random, in: .training(tape, in: context))
    return classify(scores, as: batch.labels, on: tape, step: step, in: context)
  }

  private var seesImages: Bool { configuration.model == .imageEvaluator }

  /// The share of wrong verdicts.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    classifier.probabilities(shown(batch), with: compute).shareOfWrongRows(batch.labels)
  }

  private func shown(_ batch: Batch) -> Tensor {
    seesImages ? batch.image : batch.encoderSound
  }
}

/// The dynamic multimodal classifier under training, on real pairs of which one member may be missing.
public final class MultimodalModel: TrainableModel {
  public let configuration: Configuration
  public let learners: [Learner]
  /// The networks.
  public let classifier: MultimodalClassifier

  /// Fresh networks, drawn from the configuration's seed.
  public init(_ configuration: Configuration, classes: Int) {
    self.configuration = configuration
    var source = configuration.weights(.classifierWeights)
    classifier = MultimodalClassifier(configuration, classes: max(1, classes), from: &source)
    learners = [configuration.generatorLearner([classifier])]
  }

  public func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses {
    let tape = Tape()
    var random = RandomPurpose.dropout.stream(seed: configuration.seed, step: step)
    let missing = missingModalities(batch.part, step: step)
    let scores = classifier.scores(
      batch, imageFactors: missing.map { $0 == .image ? 0 : 1 },
      soundFactors: missing.map { $0 == .sound ? 0 : 1 }, random: &random,
      in: .training(tape, in: context))
    return classify(scores, as: batch.labels, on: tape, step: step, in: context)
  }

  /// Which modality each pair has to do without: one or the other, equally often, or neither.
  private func missingModalities(_ part: BatchPart, step: Int) -> [Modality?] {
    part.samples.map { sample in
      var random = RandomPurpose.modalityDropout.stream(
        seed: configuration.seed, step: step, sample: sample)
      guard random.uniform() < configuration.augmentation.modalityDropout else { return nil }
      return random.integer(below: 2) == 0 ? .image : .sound
    }
  }

  /// The share of wrong verdicts on whole pairs.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    classifier.probabilities(image: batch.image, sound: batch.encoderSound, with: compute)
      .shareOfWrongRows(batch.labels)
  }
}

extension Tensor {
  /// The column of the largest element of each row.
  public var largestColumns: [Int] {
    (0..<rows).map { row in
      let values = elements[row * channels..<(row + 1) * channels]
      return (values.indices.max { values[$0] < values[$1] } ?? values.startIndex)
        - values.startIndex
    }
  }

  fileprivate func shareOfWrongRows(_ labels: [Int]) -> Double {
    let wrong = zip(largestColumns, labels).count { $0.0 != $0.1 }
    return Double(wrong) / Double(max(1, labels.count))
  }
}
