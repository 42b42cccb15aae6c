import Configuration
import DataSets
import Files
import Films
import Preprocessing
import TensorCore
import Training

/// Tells how familiar inputs are to a model.
///
/// Of a sound it takes half-overlapping windows that are not silent, of a film's images one a second; both
/// from the first minute, so that a long input costs no more.
public struct FamiliarityMeter {
  /// Of a longer input the beginning counts, in seconds.
  private static let longest = 60
  private let model: TrainedModel

  /// A meter of a model, which need not remember anything.
  public init(_ model: TrainedModel) { self.model = model }

  /// Tells how familiar an input is.
  ///
  /// A silent sound has the familiarity 0: there is nothing to compare.
  ///
  /// - Parameters:
  ///   - source: a sound, an image, or a film of which one is used.
  ///   - isStrict: whether an unfamiliar input is refused.
  /// - Returns: nil where the model has no memory of the modality.
  /// - Throws: what reading the input throws; `Failure` of kind `badInput` where the memory is that of
  ///   another model, and with `isStrict` where the input is unfamiliar or there is no memory.
  public func familiarity(
    of source: ConversionSource, isStrict: Bool = false
  ) throws -> Familiarity? {
    guard let part = model.memory?.parts[source.modality] else {
      guard !isStrict else { throw missingMemory(of: source.modality) }
      return nil
    }
    let found =
      if let features = try features(of: source) {
        try familiarity(of: features, by: part)
      } else {
        Familiarity(value: 0, similarity: nil, className: nil, confidence: nil)
      }
    if isStrict { try found.requireFamiliar(source.name) }
    return found
  }

  private func missingMemory(of modality: Modality) -> Failure {
    Failure(
      .badInput, model.path, "has no memory of \(modality.rawValue)s, which --strict needs",
      hint: "Make one from its training data: cmcgan-export --data.")
  }

  /// How familiar inputs [count, height, width, channels] are, each of one window.
  ///
  /// - Returns: nothing where the model has no memory of the modality.
  /// - Throws: `Failure` of kind `badInput` where the memory is that of another model.
  public func familiarities(of inputs: Tensor, _ modality: Modality) throws -> [Familiarity] {
    guard let part = model.memory?.parts[modality] else { return [] }
    let features = model.translator.familiarityFeatures(of: inputs, modality)
    return try (0..<features.shape[0]).map { try familiarity(of: features.items([$0]), by: part) }
  }

  /// The features of the windows of an input, a row each; nil of silence.
  ///
  /// Of a sound, `most` windows are taken at most, evenly chosen; all where it is nil.
  func features(of source: ConversionSource, atMost most: Int? = nil) throws -> Tensor? {
    switch source.modality {
    case .image: try imageFeatures(of: source)
    case .sound: try soundFeatures(of: source, atMost: most)
    }
  }

  private func familiarity(of features: Tensor, by part: ModelMemory.Part) throws -> Familiarity {
    guard features.shape[1] == part.features.featureCount else {
      throw Failure(
        .badInput, model.path,
        "its memory is that of another model (\(part.features.featureCount) features; "
          + "\(features.shape[1]) are needed)")
    }
    let similarity = part.features.similarity(of: features)
    let probabilities = part.classifier?.probabilities(of: features) ?? []
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    return Familiarity(
      value: part.features.familiarity(of: similarity), similarity: similarity,
      className: best.map { model.classes[$0] }, confidence: best.map { probabilities[$0] })
  }

  private func imageFeatures(of source: ConversionSource) throws -> Tensor {
    func features(_ image: Tensor) -> Tensor {
      model.translator.familiarityFeatures(of: image, .image)
    }
    guard let film = source.film else {
      return features(model.preprocessing.encoderInput(try source.image()))
    }
    let frames = try FilmFrames(film, rate: .init(images: 1, seconds: 1))
    var rows: [Tensor] = []
    while rows.count < Self.longest, let image = try frames.next() {
      rows.append(features(model.preprocessing.encoderInput(image)))
    }
    guard let all = Tensor(stacking: rows) else {
      throw Failure(.badInput, source.name, "has no image that can be read")
    }
    return all
  }

  private func soundFeatures(of source: ConversionSource, atMost most: Int?) throws -> Tensor? {
    let format = model.configuration.sound
    let end = Self.longest * format.sampleRate
    var windows = SoundWindows(
      try source.reader(sampleRate: format.sampleRate), length: format.samples)
    var clips: [[Float]] = []
    while let window = try windows.next(), window.start < end {
      if !Preprocessing.isSilent(window.samples) { clips.append(window.samples) }
    }
    if let most, clips.count > most {
      clips = (0..<most).map { clips[$0 * clips.count / most] }
    }
    return Tensor(
      stacking: stride(from: 0, to: clips.count, by: Converter.batchSize).map { first in
        let batch = clips[first..<min(first + Converter.batchSize, clips.count)]
        let levels = batch.map { model.preprocessing.soundLevels(clip: $0) }
        return model.translator.familiarityFeatures(of: format.batch(levels), .sound)
      })
  }
}

extension Tensor {
  /// The rows of matrices one below the other; nil of none.
  init?(stacking parts: [Tensor]) {
    guard !parts.isEmpty else { return nil }
    self.init(joining: parts)
  }
}
