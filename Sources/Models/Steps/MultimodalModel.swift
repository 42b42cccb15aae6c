import Autograd
import Configuration
import TensorCore

/// The dynamic multimodal classifier under training, on real pairs of which one member may be missing.
///
/// The member to leave out is drawn anew for each pair and step (`augmentation.modalityDropout`).
public final class MultimodalModel: TrainableModel {
  public let configuration: Configuration
  /// The networks.
  public let classifier: MultimodalClassifier
  private let optimized: OptimizedNetworks

  /// Fresh networks, drawn from the configuration's seed; `backbone` where `configuration.needsBackbone`.
  public init(
    _ configuration: Configuration, classes: Int, backbone: EfficientNetLite0? = nil
  ) {
    self.configuration = configuration
    var source = configuration.weights(.classifierWeights)
    classifier = MultimodalClassifier(
      configuration, classes: max(1, classes), backbone: backbone, from: &source)
    optimized = configuration.optimizedGenerator([classifier])
  }

  public var networks: NetworkRoles { .classifier(optimized) }
  public var usedNetworks: any Parameterized { classifier }
  public func network(_ part: NetworkPart) -> (any Parameterized)? { classifier.encoder(part) }

  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    let tape = Tape()
    var random = RandomPurpose.dropout.stream(seed: configuration.seed, step: number)
    let missing = missingModalities(batch.part, step: number)
    let scores = classifier.scores(
      batch, imageFactors: missing.map { $0 == .image ? 0 : 1 },
      soundFactors: missing.map { $0 == .sound ? 0 : 1 }, random: &random,
      in: .training(tape, in: context))
    return optimized.classify(scores, as: batch.labels, on: tape, step: number, in: context)
  }

  /// The modality that each pair lacks in a step: one or the other, equally often, or neither.
  private func missingModalities(_ part: BatchPart, step: Int) -> [Modality?] {
    part.samples.map { sample in
      var random = RandomPurpose.modalityDropout.stream(
        seed: configuration.seed, step: step, sample: sample)
      guard random.uniform() < configuration.augmentation.modalityDropout else { return nil }
      return random.integer(below: 2) == 0 ? .image : .sound
    }
  }

  /// The share of wrong classes of whole pairs: 0 to 1.
  ///
  /// Both members are there; nothing is learned from the batch.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    classifier.probabilities(
      image: batch.classifierInput(.image), sound: batch.classifierInput(.sound), with: compute
    ).shareOfWrongRows(batch.labels)
  }

  public var classLayers: [any Parameterized] { [classifier.head] }
}
