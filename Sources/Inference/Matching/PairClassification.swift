import Configuration
import DataSets
import Files
import Media
import Models
import TensorCore
import Training

/// The dynamic multimodal classifier in use: it names the class of a sound and an image, and where one
/// is missing it is generated from the other first.
public struct PairClassification {
  /// What came of it.
  public struct Verdict: Sendable {
    /// The classes with their probabilities, the likeliest first.
    public let classes: [(name: String, probability: Double)]
    /// The member that was generated, if one was.
    public let generated: Modality?
    /// Windows of sound that were listened to; 0 without a sound.
    public let windows: Int
    /// What is odd about the sound.
    public let notes: [String]
  }

  private let classifier: MultimodalClassifier
  private let configuration: Configuration
  private let classes: [String]
  private let preprocessing: Preprocessing
  private let missingModality: MissingModality?
  private let compute: Compute

  /// A classifier, with the generator that makes what is missing.
  ///
  /// - Parameters:
  ///   - checkpoint: a run or model of kind `multimodal`, or a model that holds such a classifier.
  ///   - generator: what makes the missing member; without one, the other is judged alone.
  ///   - compute: the kernels and the precision of the classifier.
  /// - Throws: `Failure` of kind `badInput` where there is no classifier, or it does not fit.
  public init(
    _ checkpoint: Checkpoint, generator: TrainedModel?, compute: Compute = .fromEnvironment
  ) throws {
    self.compute = compute
    guard let found = try checkpoint.multimodalClassifier() else {
      throw Failure(
        .badInput, checkpoint.path, "holds no classifier of pairs",
        hint: "a run of model multimodal does, and a model that was exported with one")
    }
    (classifier, configuration) = found
    classes = checkpoint.classes
    preprocessing = Preprocessing(configuration)
    if let generator, generator.classes != classes {
      throw Failure(
        .badInput, generator.path, "was trained on other classes than \(checkpoint.path)")
    }
    let (own, path) = (configuration, checkpoint.path)
    missingModality = try generator.map { try MissingModality($0, for: own, path: path) }
  }

  /// Names the class of a sound, an image, or both.
  ///
  /// Of a long sound, the probabilities are averaged over half-overlapping windows that are not silent.
  ///
  /// - Throws: what reading the inputs throws.
  public func verdict(sound: ConversionSource?, image: ConversionSource?) throws -> Verdict {
    let encodedImage = try image.map { source in
      Tensor(
        shape: [1, configuration.image.height, configuration.image.width, 3],
        elements: preprocessing.imageLevels(try source.image()).map { Scalar($0) })
    }
    guard let sound else {
      let made = encodedImage.flatMap { encodedImage in
        missingModality?.sound(of: encodedImage, samples: 0..<1)
      }
      let found = classifier.probabilities(image: encodedImage, sound: made, with: compute)
      return verdict(
        found.elements.map { Double($0) }, generated: made == nil ? nil : .sound, windows: 0, [])
    }
    let found = try FeatureAverage(to: sound, in: configuration.sound, preprocessing) {
      heard, numbers in
      let seen =
        encodedImage.map { $0.repeated(numbers.count) }
        ?? missingModality?.image(of: heard, samples: numbers)
      return classifier.probabilities(image: seen, sound: heard, with: compute)
    }
    let isGenerated = encodedImage == nil && missingModality != nil
    return verdict(
      found.mean, generated: isGenerated ? .image : nil, windows: found.windows, found.notes)
  }

  private func verdict(
    _ probabilities: [Double], generated: Modality?, windows: Int, _ notes: [String]
  ) -> Verdict {
    let named = zip(classes, probabilities).map { (name: $0, probability: $1) }
    return Verdict(
      classes: named.sorted { ($1.probability, $0.name) < ($0.probability, $1.name) },
      generated: generated, windows: windows, notes: notes)
  }
}

extension Tensor {
  /// The only member of a batch of one, so many times.
  fileprivate func repeated(_ count: Int) -> Tensor {
    Tensor(
      shape: [count] + shape.dropFirst(), elements: (0..<count).flatMap { _ in elements })
  }
}
