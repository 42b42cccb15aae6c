import Configuration
import Console
import DataSets
import Files
import Media
import Models
import TensorCore
import Training

/// Converts sounds and images by one trained model.
///
/// Equal input, model and options always give equal results: batches are the same whatever else is
/// converted and on however many threads.
public final class Converter {
  /// Windows or latent vectors that pass through the networks at once.
  static let batchSize = 16
  /// Seconds of silence between several sounds made from one input.
  public static let pauseSeconds = 0.25
  /// The longest sound that is made, in seconds.
  public static let longestSound = 3_600.0

  /// The model.
  public let model: TrainedModel
  /// How inputs are converted.
  public let options: ConversionOptions
  /// Called now and then with the seconds of sound that were read or made of the present input.
  public var progress: ((Double) -> Void)?
  let format: SoundFormat
  private var usedSynthesis: SoundSynthesis?

  /// A converter.
  public init(_ model: TrainedModel, _ options: ConversionOptions) {
    self.model = model
    self.options = options
    format = model.configuration.sound
  }

  /// What is made of an input.
  public func target(of source: ConversionSource) -> Modality {
    options.target ?? source.modality.other
  }

  /// The way that an input takes.
  public func route(of source: ConversionSource) -> Route {
    options.route ?? model.translator.defaultRoute(source.modality, to: target(of: source))
  }

  /// Throws `.usage` where the model has no networks for an input: baselines translate one way only.
  func requireAbility(for source: ConversionSource) throws {
    let (from, to, route) = (source.modality, target(of: source), route(of: source))
    guard !model.translator.canTranslate(from, to: to, route: route) else { return }
    throw Failure(
      .usage, model.path,
      "its model is \(model.configuration.model.rawValue), which does not turn \(from.rawValue)s into "
        + "\(to.rawValue)s by the \(route.rawValue) route")
  }

  /// A sound that was made.
  public struct MadeSound: Sendable {
    /// The sound at the level that was asked for.
    public let sound: Sound
    /// How well Griffin-Lim met the magnitudes, the mean over all windows; nil for silence.
    public let spectralConvergence: Double?
  }

  /// Makes the image of an input, or one for each of its parts, and hands them on one by one.
  ///
  /// - Parameters:
  ///   - source: a sound or an image.
  ///   - note: called with what is odd about the input or the result.
  ///   - receive: called with each image: a sheet if several latent vectors are drawn.
  /// - Throws: `Failure` where the input cannot be used, and what `receive` throws.
  public func images(
    of source: ConversionSource, note: (String) -> Void, receive: (Image) throws -> Void
  ) throws {
    if source.modality == .image {
      let levels = model.preprocessing.imageLevels(try source.image())
      let images = try latentSamples { latent in
        let count = latent.shape[0]
        let input = imageTensor((0..<count).flatMap { _ in levels }, count: count)
        return try translate(input, source, latent)
      }
      try receive(sheet(images))
    } else {
      try soundImages(of: source, note: note) { features in
        let images = try latentSamples { latent, first in
          let rows = (0..<latent.shape[0]).flatMap { features[(first + $0) % features.count] }
          return try decodedImages(
            Tensor(shape: [latent.shape[0], rows.count / latent.shape[0]], elements: rows), latent)
        }
        try receive(sheet(images))
      }
    }
  }

  /// Makes the sound of an input; several latent vectors are heard one after another.
  ///
  /// - Parameters:
  ///   - source: an image or a sound.
  ///   - note: called with what is odd about the input or the result.
  /// - Returns: the sound, and how well it fits what the networks said.
  /// - Throws: `Failure` where the input cannot be used.
  public func sound(of source: ConversionSource, note: (String) -> Void) throws -> MadeSound {
    let synthesis = try synthesis()
    let pause = Int(Self.pauseSeconds * Double(format.sampleRate))
    // What is known beforehand is refused before an hour of it is made.
    let known =
      try source.modality == .image
      ? samplesMade(ofImage: source) : source.frameCount(sampleRate: format.sampleRate)
    if let length = known {
      try checkLength(
        Double(options.samples) * (Double(length) + Double(pause)) - Double(pause), source)
    }
    var samples: [Float] = []
    var convergences: [Double] = []
    for draw in 0..<options.samples {
      if draw > 0 { samples += repeatElement(0, count: pause) }
      if source.modality == .image {
        try soundOfImage(source, draw, synthesis, &convergences) {
          samples += $0
          try checkLength(Double(samples.count), source)
        }
      } else {
        samples += try soundOfSound(source, draw, synthesis, note, &convergences)
        try checkLength(Double(samples.count), source)
      }
    }
    var sound = Sound(samples: samples, sampleRate: format.sampleRate)
    if sound.peak == 0 { note("the model makes silence of it") }
    switch options.normalization {
    case .peak: sound = sound.normalised(toPeakDecibels: -1)
    case .none:
      if sound.peak > 1 {
        note("clips: its peak is \(sound.peakDecibels.fixed(1)) dB above full scale")
      }
    }
    return MadeSound(sound: sound, spectralConvergence: convergences.mean)
  }

  /// How many samples one sound has that is made of an image or of a film's images.
  func samplesMade(ofImage source: ConversionSource) -> Int {
    guard let seconds = options.duration ?? source.film?.imageStream?.seconds else {
      return format.samples
    }
    return max(1, Int((seconds * Double(format.sampleRate)).rounded()))
  }

  /// The synthesis, whose tables are made once.
  func synthesis() throws -> SoundSynthesis {
    let synthesis =
      try usedSynthesis
      ?? SoundSynthesis(model.configuration, iterations: options.griffinLimIterations)
    usedSynthesis = synthesis
    return synthesis
  }

  private func checkLength(_ samples: Double, _ source: ConversionSource) throws {
    guard samples > Self.longestSound * Double(format.sampleRate) else { return }
    throw Failure(
      .resources, source.name,
      "the sound made of it would be too long (at most \(Int(Self.longestSound)) s)")
  }

  /// The latent vectors of consecutive draws; each later window of a sound has others.
  func latents(_ latentSamples: Range<Int>, window: Int = 0) -> Tensor {
    RandomPurpose.conversion.latents(
      seed: options.seed, step: window, samples: latentSamples, size: model.translator.latentSize)
  }

  func translate(_ input: Tensor, _ source: ConversionSource, _ latent: Tensor) throws -> Tensor {
    try checked(
      model.translator.translate(
        input, source.modality, to: target(of: source), latent: latent, route: route(of: source)))
  }

  /// The images of feature vectors.
  func decodedImages(_ features: Tensor, _ latent: Tensor) throws -> Tensor {
    try checked(model.translator.decoded(features, to: .image, latent: latent))
  }

  /// What the networks made; weights that are finite each can still be too large together.
  private func checked(_ made: Tensor) throws -> Tensor {
    guard made.elements.allSatisfy(\.isFinite) else {
      throw Failure(.badInput, model.path, "its networks give values that are not finite")
    }
    return made
  }

  func imageTensor(_ levels: [Float], count: Int) -> Tensor {
    Tensor(
      shape: [count, model.configuration.image.height, model.configuration.image.width, 3],
      elements: levels.map { Scalar($0) })
  }

  /// The images of all draws, made a batch at a time.
  private func latentSamples(
    _ make: (_ latent: Tensor, _ first: Int) throws -> Tensor
  ) rethrows -> [Image] {
    try stride(from: 0, to: options.samples, by: Self.batchSize).flatMap { first in
      let end = min(first + Self.batchSize, options.samples)
      let made = try make(latents(first..<end), first)
      return (0..<end - first).map { model.preprocessing.image(made.row($0)) }
    }
  }

  private func latentSamples(_ make: (_ latent: Tensor) throws -> Tensor) rethrows -> [Image] {
    try latentSamples { latent, _ in try make(latent) }
  }

  /// The sides in pixels of each image that is made.
  public var imageSize: (width: Int, height: Int) {
    let image = model.configuration.image
    guard let width = options.size else { return (image.width, image.height) }
    return (width, max(1, (image.height * width + image.width / 2) / image.width))
  }

  /// An image of the model in the size that is asked for.
  func scaledAsAsked(_ image: Image) -> Image {
    let (width, height) = imageSize
    return options.size == nil ? image : image.scaled(width: width, height: height)
  }

  /// One image as it is, several as a sheet that is about as wide as it is high.
  private func sheet(_ images: [Image]) -> Image {
    let scaled = images.map(scaledAsAsked)
    guard scaled.count > 1 else { return scaled[0] }
    let columns = Int(Double(scaled.count).squareRoot().rounded(.up))
    return ImageSheet(scaled, columns: columns).drawn()
  }
}

extension [Double] {
  /// The mean; nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
