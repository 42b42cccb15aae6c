import Configuration
import Files
import TensorCore
import Training

/// Scores how well sounds and images belong together.
///
/// Nothing is generated: both are given. The features of each are computed once by `embedding(of:)`, and
/// pairs are then scored by `score(_:_:)` without reading anything again.
public struct PairMatching {
  /// The network that scores a pair.
  ///
  /// The classifier knows classes only. The discriminator also prefers one image of a class to another, but
  /// its score is no calibrated probability.
  public enum Evaluator: String, Sendable, CaseIterable {
    /// The classifier of pairs, applied to each alone: the probability that both are of one class.
    case classifier
    /// The pair discriminator that a CMCGAN was trained with: the probability that the pair is real.
    case discriminator
  }

  /// The features of one sound or image, which are computed once and compared with many others.
  ///
  /// They belong to the evaluator that computed them, and cannot be compared with those of another.
  public struct Embedding: Sendable {
    let modality: Modality
    let values: [Double]
    /// What is odd about it.
    public let notes: [String]
  }

  /// The network in use.
  public let evaluator: Evaluator
  private let classification: PairClassification?
  private let discrimination: PairDiscrimination?

  /// Takes the network from a checkpoint or model.
  ///
  /// - Parameters:
  ///   - checkpoint: what holds the network.
  ///   - evaluator: the network; nil is the classifier where the checkpoint holds one.
  ///   - compute: the kernels and the precision of the network.
  /// - Throws: `Failure` of kind `badInput` where it holds no such network.
  public init(
    _ checkpoint: Checkpoint, by evaluator: Evaluator?, compute: Compute = .fromEnvironment
  ) throws {
    self.evaluator =
      evaluator ?? (checkpoint.holdsMultimodalClassifier ? .classifier : .discriminator)
    switch self.evaluator {
    case .classifier:
      classification = try PairClassification(checkpoint, generator: nil, compute: compute)
      discrimination = nil
    case .discriminator:
      guard let discriminator = try checkpoint.pairDiscriminator() else {
        throw Failure(
          .badInput, checkpoint.path, "holds no pair discriminator",
          hint: "Use a run or checkpoint of model cmcgan; exported models hold none.")
      }
      classification = nil
      discrimination = PairDiscrimination(discriminator, checkpoint.configuration, compute)
    }
  }

  /// Computes the features of a sound or an image.
  ///
  /// Of a long sound they are averaged over half-overlapping windows that are not silent.
  ///
  /// - Throws: what reading it throws.
  public func embedding(of source: ConversionSource) throws -> Embedding {
    if let classification {
      let isSound = source.modality == .sound
      let verdict = try classification.verdict(
        sound: isSound ? source : nil, image: isSound ? nil : source)
      let byName = verdict.classes.sorted { $0.name < $1.name }
      return Embedding(
        modality: source.modality, values: byName.map(\.probability),
        notes: verdict.notes + verdict.imageNotes)
    }
    guard let discrimination else {
      preconditionFailure("there is a classifier or a discriminator")
    }
    return try discrimination.embedding(of: source)
  }

  /// How well a sound and an image belong together, 0 to 1.
  ///
  /// - Precondition: one is a sound, the other an image.
  public func score(_ one: Embedding, _ other: Embedding) -> Double {
    precondition(one.modality != other.modality, "a pair is a sound and an image")
    guard let discrimination else {
      return zip(one.values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (sound, image) = one.modality == .sound ? (one, other) : (other, one)
    return discrimination.score(sound: sound, image: image)
  }
}
