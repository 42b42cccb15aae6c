import Configuration
import DataSets
import Files
import Models
import Preprocessing
import TensorCore
import Training

/// Converts sounds and images by one trained model, in memory.
///
/// Equal inputs, models and options give equal results, whatever else is converted and on however many
/// threads: batches never mix inputs. Use it on one thread at a time.
///
/// ```swift
/// let model = try TrainedModel(checked: "model.safetensors") { print($0) }
/// let converter = Converter(model, ConversionOptions())
/// let sound = try converter.sound(of: ConversionSource("flute.png")) { print($0) }.sound
/// ```
public final class Converter {
  /// Windows or latent vectors that pass through the networks at once.
  static let batchSize = 16
  /// Seconds of silence between the sounds of several latent vectors.
  public static let pauseSeconds = 0.25
  /// The longest sound that is generated, in seconds.
  ///
  /// A longer one is refused with a `Failure` of kind `resources`.
  public static let longestSound = 3_600.0

  /// The model.
  public let model: TrainedModel
  /// How inputs are converted.
  ///
  /// They do not change, so that all results of a converter are made alike.
  public let options: ConversionOptions
  /// Called now and then with the seconds of sound that were read or made of the present input.
  ///
  /// It is called on the thread that converts, after each batch of windows.
  public var progress: ((Double) -> Void)?
  let format: SoundFormat
  /// Made at the first sound.
  var usedSynthesis: SoundSynthesis?
  /// Read at the first input.
  var usedExample: (modality: Modality, levels: [Float])?
  /// The latent vectors whose results lie nearest to the example, for the present input.
  var nearestLatents: Tensor?

  /// A converter.
  ///
  /// It needs no time: tables are made when they are first needed.
  public init(_ model: TrainedModel, _ options: ConversionOptions) {
    self.model = model
    self.options = options
    format = model.configuration.sound
  }

  /// Gets ready for `copy`: makes what all copies share.
  ///
  /// What cannot be made, each copy tries to make again, and says of its input why not.
  ///
  /// - Parameter makesSound: whether copies are to make sounds.
  func prepareCopies(makingSound makesSound: Bool) {
    model.generator.share()
    _ = model.identity
    if options.example != nil { _ = try? example() }
    if makesSound { _ = try? synthesis() }
  }

  /// A converter with the same model, options and tables, for use by another thread at the same time.
  func copy() -> Converter {
    let copy = Converter(model, options)
    (copy.usedSynthesis, copy.usedExample) = (usedSynthesis, usedExample)
    return copy
  }

  /// The modality that is made of an input.
  ///
  /// The one of the options; nil there means the modality that the input does not have.
  public func target(of source: ConversionSource) -> Modality {
    options.target ?? source.modality.other
  }

  /// The route of an input through the networks.
  ///
  /// The one of the options; nil there means the route that the configuration of the model names. A class
  /// is translated directly, for there is nothing to reconstruct, and so is what an example is given for,
  /// unless the options name the other route.
  public func route(of source: ConversionSource) -> Route {
    if options.className != nil { return .direct }
    if options.example != nil { return options.route ?? .direct }
    return options.route ?? model.translator.defaultRoute(source.modality, to: target(of: source))
  }

  /// Throws `.usage` where the model cannot translate an input: baselines translate in one direction only.
  ///
  /// Throws `.badInput` where it does not hold the mean of the class that is asked for.
  func requireAbility(for source: ConversionSource) throws {
    let (to, route) = (target(of: source), route(of: source))
    let from = options.className == nil ? source.modality : to.other
    guard !model.translator.canTranslate(from, to: to, route: route) else {
      _ = try classFeature(for: to)
      return
    }
    throw Failure(
      .usage, model.path,
      "its model is \(model.configuration.model.rawValue), which does not turn \(from.rawValue)s into "
        + "\(to.rawValue)s by the \(route.rawValue) route")
  }

  /// The latent vectors of some samples, a row each; every window of a sound has others.
  ///
  /// With an example they are the nearest ones, then those that follow.
  func latents(_ samples: Range<Int>, window: Int = 0) -> Tensor {
    if let nearestLatents { return rows(of: nearestLatents, samples, window: window) }
    return RandomPurpose.conversion.latents(
      seed: options.seed, step: window, samples: samples, size: model.translator.latentSize)
  }

  /// The output of a subnetwork for inputs and latent vectors, a row each.
  ///
  /// If a class is asked for, its mean feature takes the place of the inputs, which are not made then.
  func translate(
    _ input: @autoclosure () throws -> Tensor, _ source: ConversionSource, _ latent: Tensor
  ) throws -> Tensor {
    let target = target(of: source)
    if let feature = try classFeature(for: target) {
      return try decoded(feature, of: target.other, to: target, latent)
    }
    return try checked(
      model.translator.translate(
        input(), source.modality, to: target, latent: latent, route: route(of: source)))
  }

  /// The results of one feature vector, [1, features], and some latent vectors: one for each.
  func decoded(
    _ feature: Tensor, of modality: Modality, to target: Modality, _ latent: Tensor
  ) throws -> Tensor {
    let count = latent.shape[0]
    let features = feature.items((0..<count).map { _ in 0 })
    return try checked(
      model.translator.decoded(
        code: model.translator.code(features, of: modality, to: target, latent: latent),
        to: target))
  }

  /// What the image decoder reads for feature vectors of a modality.
  func imageCode(_ features: Tensor, of modality: Modality, _ latent: Tensor) -> Tensor {
    model.translator.code(features, of: modality, to: .image, latent: latent)
  }

  /// The images of what the image decoder reads.
  func decodedImages(_ code: Tensor) throws -> Tensor {
    try checked(model.translator.decoded(code: code, to: .image))
  }

  /// The output of networks, checked: weights that are each finite can still be too large together.
  private func checked(_ output: Tensor) throws -> Tensor {
    guard output.elements.allSatisfy(\.isFinite) else {
      throw Failure(.badInput, model.path, "its networks give values that are not finite")
    }
    return output
  }
}
