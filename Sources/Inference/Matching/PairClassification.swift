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
    ///
    /// They are calibrated if `isCalibrated`.
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
    /// Whether the probabilities were calibrated on the validation pairs of the classifier.
    ///
    /// If not, they are often too high.
    public let isCalibrated: Bool
    /// How familiar each input is; one is missing where the model remembers nothing.
    public internal(set) var familiarities: [Modality: Familiarity] = [:]

    /// The probability of the most probable class; nil where probabilities are not calibrated.
    public var confidence: Double? { isCalibrated ? classes.first?.probability : nil }

    /// How familiar the less familiar input is; nil where the model remembers nothing.
    public var familiarity: Double? { familiarities.values.map(\.value).min() }
  }

  /// The names of the classes, in the order of the model.
  public let classes: [String]
  private let classifier: MultimodalClassifier
  private let configuration: Configuration
  private let preprocessing: Preprocessing
  private let missingModality: MissingModality?
  private let temperatures: PairTemperatures?
  private let meter: FamiliarityMeter?
  private let compute: Compute

  /// A classifier, with the model that generates a missing modality.
  ///
  /// - Parameters:
  ///   - checkpoint: a run or model of kind `multimodal`, or a model that holds such a classifier.
  ///   - generator: generates the missing modality; nil classifies the other alone.
  ///   - familiarModel: the model whose memory tells how familiar inputs are; nil for none.
  ///   - compute: the kernels and the precision of the classifier.
  /// - Throws: `Failure` of kind `badInput` where there is no classifier, or it does not fit.
  public init(
    _ checkpoint: Checkpoint, generator: TrainedModel?, familiarModel: TrainedModel? = nil,
    compute: Compute = .fromEnvironment
  ) throws {
    self.compute = compute
    meter = familiarModel.map(FamiliarityMeter.init)
    guard let found = try checkpoint.multimodalClassifier() else {
      throw Failure(
        .badInput, checkpoint.path, "holds no classifier of pairs",
        hint: "Use a run of model multimodal, or a model that was exported with one.")
    }
    (classifier, configuration) = found
    temperatures = try checkpoint.memory(of: classifier)?.pairTemperatures
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
    let whole = try image?.image { imageNotes.append($0) }
    let givenImage = whole.map(preprocessing.encoderInput)
    guard let sound else {
      let generated = whole.flatMap { image in
        missingModality.map { $0.sound(of: $0.encoderInput(image), samples: 0..<1) }
      }
      let probabilities = probabilities(image: givenImage, sound: generated)
      return verdict(
        probabilities.elements.map { Double($0) }, generated: generated == nil ? nil : .sound,
        windows: 0, [], imageNotes)
    }
    let average = try FeatureAverage(of: sound, in: configuration.sound, preprocessing) {
      sounds, numbers in
      let images =
        givenImage.map { $0.items(numbers.map { _ in 0 }) }
        ?? missingModality?.image(of: sounds, samples: numbers)
      return probabilities(image: images, sound: sounds)
    }
    let isGenerated = givenImage == nil && missingModality != nil
    return verdict(
      average.mean, generated: isGenerated ? .image : nil, windows: average.windows, average.notes,
      imageNotes)
  }

  /// Classifies a sound, an image, or both, and tells how familiar they are.
  ///
  /// - Parameters:
  ///   - input: the sound, the image, or both.
  ///   - isStrict: whether an unfamiliar input is refused.
  /// - Returns: the classes and the familiarity of each input.
  /// - Throws: what reading the inputs throws; `Failure` of kind `badInput` with `isStrict`, where
  ///   an input is unfamiliar or there is no memory.
  public func verdict(on input: PairInput, isStrict: Bool = false) throws -> Verdict {
    guard meter != nil || !isStrict else {
      throw Failure(
        .badInput, nil, "--strict needs a model with a memory", hint: "Use --model.")
    }
    var familiarities: [Modality: Familiarity] = [:]
    for source in [input.sound, input.image].compactMap({ $0 }) {
      familiarities[source.modality] = try meter?.familiarity(of: source, isStrict: isStrict)
    }
    var verdict = try verdict(sound: input.sound, image: input.image)
    verdict.familiarities = familiarities
    return verdict
  }

  /// The probabilities of the classes, calibrated where the temperatures are known: [batch, classes].
  private func probabilities(image: Tensor?, sound: Tensor?) -> Tensor {
    classifier.probabilities(
      image: image, sound: sound, temperatures: temperatures, with: compute)
  }

  private func verdict(
    _ probabilities: [Double], generated: Modality?, windows: Int, _ notes: [String],
    _ imageNotes: [String]
  ) -> Verdict {
    let named = zip(classes, probabilities).map { (name: $0, probability: $1) }
    return Verdict(
      classes: named.sorted { ($1.probability, $0.name) < ($0.probability, $1.name) },
      generated: generated, windows: windows, notes: notes, imageNotes: imageNotes,
      isCalibrated: temperatures != nil)
  }
}
