import Configuration
import DataSets
import Files
import Media
import Models
import Preprocessing
import TensorCore
import Training

/// The dynamic multimodal classifier in use: it classifies a sound and an image together.
///
/// Where one is missing, it is generated from the other first, as in section 3 of the paper.
public struct PairClassification {
  /// The classes of an input.
  ///
  /// Its probabilities add up to 1.
  public struct Verdict: Sendable {
    /// The classes with their probabilities, the most probable first.
    public let classes: [(name: String, probability: Double)]
    /// The modality that was generated, if one was.
    ///
    /// It is nil where both were given, and where nothing was to be generated.
    public let generated: Modality?
    /// How many windows of the sound were classified; 0 without a sound.
    ///
    /// They have the length of a clip and overlap by half; silent ones are not counted.
    public let windows: Int
    /// What is odd about the sound.
    public let notes: [String]
    /// What is odd about the image.
    public let imageNotes: [String]
  }

  private let classifier: MultimodalClassifier
  private let configuration: Configuration
  private let classes: [String]
  private let preprocessing: Preprocessing
  private let missingModality: MissingModality?
  private let compute: Compute

  /// A classifier, with the model that generates a missing modality.
  ///
  /// - Parameters:
  ///   - checkpoint: a run or model of kind `multimodal`, or a model that holds such a classifier.
  ///   - generator: generates the missing modality; nil classifies the other alone.
  ///   - compute: the kernels and the precision of the classifier.
  /// - Throws: `Failure` of kind `badInput` where there is no classifier, or it does not fit.
  public init(
    _ checkpoint: Checkpoint, generator: TrainedModel?, compute: Compute = .fromEnvironment
  ) throws {
    self.compute = compute
    guard let found = try checkpoint.multimodalClassifier() else {
      throw Failure(
        .badInput, checkpoint.path, "holds no classifier of pairs",
        hint: "Use a run of model multimodal, or a model that was exported with one.")
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

  /// Classifies a sound, an image, or both.
  ///
  /// Of a long sound, the probabilities are averaged over half-overlapping windows that are not silent.
  ///
  /// - Throws: what reading the inputs throws.
  public func verdict(sound: ConversionSource?, image: ConversionSource?) throws -> Verdict {
    var imageNotes: [String] = []
    let givenImage = try image.map {
      preprocessing.tensor(of: try $0.image { imageNotes.append($0) }, in: configuration.image)
    }
    guard let sound else {
      let generated = givenImage.flatMap { missingModality?.sound(of: $0, samples: 0..<1) }
      let probabilities = classifier.probabilities(
        image: givenImage, sound: generated, with: compute)
      return verdict(
        probabilities.elements.map { Double($0) }, generated: generated == nil ? nil : .sound,
        windows: 0, [], imageNotes)
    }
    let average = try FeatureAverage(of: sound, in: configuration.sound, preprocessing) {
      sounds, numbers in
      let images =
        givenImage.map { $0.repeated(numbers.count) }
        ?? missingModality?.image(of: sounds, samples: numbers)
      return classifier.probabilities(image: images, sound: sounds, with: compute)
    }
    let isGenerated = givenImage == nil && missingModality != nil
    return verdict(
      average.mean, generated: isGenerated ? .image : nil, windows: average.windows, average.notes,
      imageNotes)
  }

  /// Classifies a sound, an image, or both.
  ///
  /// - Throws: what reading the inputs throws.
  public func verdict(on input: PairInput) throws -> Verdict {
    try verdict(sound: input.sound, image: input.image)
  }

  private func verdict(
    _ probabilities: [Double], generated: Modality?, windows: Int, _ notes: [String],
    _ imageNotes: [String]
  ) -> Verdict {
    let named = zip(classes, probabilities).map { (name: $0, probability: $1) }
    return Verdict(
      classes: named.sorted { ($1.probability, $0.name) < ($0.probability, $1.name) },
      generated: generated, windows: windows, notes: notes, imageNotes: imageNotes)
  }
}

extension Tensor {
  /// The only member of a batch of one, so many times.
  fileprivate func repeated(_ count: Int) -> Tensor {
    Tensor(
      shape: [count] + shape.dropFirst(), elements: (0..<count).flatMap { _ in elements })
  }
}
