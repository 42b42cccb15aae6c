import Autograd
import Configuration
import DataSets
import Files
import Glibc
import Models
import TensorCore
import Training

/// How well sounds and images belong together.
public struct PairMatching {
  /// Who judges.
  public enum Evaluator: String, Sendable, CaseIterable {
    /// The classifier of pairs, of each alone: how probably both are of one class.
    case classifier
    /// The pair discriminator that a CMCGAN was trained with: how probably the pair is real.
    case discriminator
  }

  /// What the judge makes of one sound or image.
  public struct Embedding: Sendable {
    let modality: Modality
    let values: [Double]
    /// What is odd about it.
    public let notes: [String]
  }

  /// Who judges.
  public let evaluator: Evaluator
  private let classification: PairClassification?
  private let discrimination: PairDiscrimination?

  /// Makes a judge of a checkpoint or model.
  ///
  /// - Parameters:
  ///   - checkpoint: what holds the judge.
  ///   - evaluator: who judges; nil is the classifier where there is one.
  ///   - compute: the kernels and the precision of the judge.
  /// - Throws: `Failure` of kind `badInput` where it holds no such judge.
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
          hint: "runs and checkpoints of model cmcgan do; models that were exported do not")
      }
      classification = nil
      discrimination = PairDiscrimination(discriminator, checkpoint.configuration, compute)
    }
  }

  /// Looks at an image, or listens to a sound, of a long one to all windows that are not silent.
  ///
  /// - Throws: what reading it throws.
  public func embedding(of source: ConversionSource) throws -> Embedding {
    if let classification {
      let isSound = source.modality == .sound
      let verdict = try classification.verdict(
        sound: isSound ? source : nil, image: isSound ? nil : source)
      let byName = verdict.classes.sorted { $0.name < $1.name }
      return Embedding(
        modality: source.modality, values: byName.map(\.probability), notes: verdict.notes)
    }
    guard let discrimination else { preconditionFailure("there is always a judge") }
    return try discrimination.embedding(of: source)
  }

  /// How well a sound and an image belong together, 0 to 1.
  public func score(_ one: Embedding, _ other: Embedding) -> Double {
    precondition(one.modality != other.modality, "a pair is a sound and an image")
    guard let discrimination else {
      return zip(one.values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (sound, image) = one.modality == .sound ? (one, other) : (other, one)
    return discrimination.score(sound: sound, image: image)
  }
}

/// The pair discriminator in use.
private struct PairDiscrimination {
  private let discriminator: PairDiscriminator
  private let configuration: Configuration
  private let preprocessing: Preprocessing
  private let pass: Pass

  init(_ discriminator: PairDiscriminator, _ configuration: Configuration, _ compute: Compute) {
    (self.discriminator, self.configuration) = (discriminator, configuration)
    pass = .inference(with: compute)
    preprocessing = Preprocessing(configuration)
  }

  func embedding(of source: ConversionSource) throws -> PairMatching.Embedding {
    guard source.modality == .sound else {
      let levels = preprocessing.imageLevels(try source.image()).map { Scalar($0) }
      let tower = discriminator.imageTower(
        Variable(
          Tensor(
            shape: [1, configuration.image.height, configuration.image.width, 3], elements: levels)),
        in: pass)
      return .init(modality: .image, values: tower.value.elements.map { Double($0) }, notes: [])
    }
    let found = try FeatureAverage(to: source, in: configuration.sound, preprocessing) {
      sounds, _ in
      discriminator.soundTower(Variable(sounds), in: pass).value
    }
    return .init(modality: .sound, values: found.mean, notes: found.notes)
  }

  func score(sound: PairMatching.Embedding, image: PairMatching.Embedding) -> Double {
    func variable(_ embedding: PairMatching.Embedding) -> Variable {
      Variable(
        Tensor(
          shape: [1, embedding.values.count], elements: embedding.values.map { Scalar($0) }))
    }
    let score = discriminator.score(
      image: variable(image), sound: variable(sound), in: pass)
    return 1 / (1 + exp(-Double(score.value.elements[0])))
  }
}
