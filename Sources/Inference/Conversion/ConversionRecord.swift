import Configuration
import Console
import Files
import Models

/// How a generated file was made: by which model, from which seed, with which settings.
///
/// A PNG holds it in three texts, a sound or film as one JSON object in its comment. It names no path,
/// time or host, so that equal conversions give equal files.
public struct ConversionRecord: Sendable, Equatable {
  /// The model, by its content.
  ///
  /// Its steps and a checksum of its weights, as `TrainedModel.identity` gives them.
  public let model: String
  /// Where the latent vectors started.
  public let seed: Int
  /// Everything else, as a JSON object.
  ///
  /// Direction, route, temperature, step of the model, kind of the input, and the options that matter.
  public let settings: JSONValue

  static let modelKey = "cmcgan:model"
  static let seedKey = "cmcgan:seed"
  static let settingsKey = "cmcgan:settings"

  /// The record of what a converter makes of an input.
  ///
  /// - Parameters:
  ///   - converter: the model and the options.
  ///   - identity: the model, by its content.
  ///   - source: the input; of a morph the first.
  ///   - familiarity: how familiar the input is, if the model knows.
  ///   - frame: the number of the image, from 1, where several are made of one sound.
  ///   - morphSteps: how many images a morph has.
  init(
    _ converter: Converter, identity: String, source: ConversionSource,
    familiarity: Familiarity? = nil, frame: Int? = nil, morphSteps: Int? = nil
  ) {
    let options = converter.options
    let target = converter.target(of: source)
    model = identity
    seed = options.seed
    var members: [JSONValue.Member] = []
    func add(_ key: String, _ value: JSONValue?) {
      if let value { members.append(JSONValue.Member(key, value)) }
    }
    add("version", 1)
    let className = options.className
    add(
      "direction", .string(Self.direction(className == nil ? source.modality : nil, target)))
    add("class", className.map { .string($0) })
    add("like", options.example.map { _ in true })
    add("route", .string(converter.route(of: source).rawValue))
    add("temperature", .real(converter.model.configuration.conversion.temperature(of: target)))
    add("step", .integer(Int64(converter.model.step)))
    add("input", source.isClass ? nil : .string(source.kind.rawValue))
    add("inputClass", familiarity?.className.map { .string($0) })
    add("confidence", familiarity?.confidence.map { .real($0.rounded(decimals: 3)) })
    add("familiarity", familiarity.map { .real($0.value.rounded(decimals: 3)) })
    add("samples", .integer(Int64(options.samples)))
    if target == .image {
      add("size", options.size.map { .integer(Int64($0)) })
      add("every", options.every.map { .real($0) })
      add("frame", frame.map { .integer(Int64($0)) })
      add("morph", morphSteps.map { .integer(Int64($0)) })
    } else {
      add("duration", options.duration.map { .real($0) })
      add("postfilter", .real(converter.model.configuration.conversion.soundPostfilter))
      add("griffinLimIterations", .integer(Int64(options.griffinLimIterations)))
      add("normalize", .string(options.normalization.rawValue))
    }
    settings = .object(members)
  }

  /// The name of the subnetwork, such as `soundToImage`; `classToImage` for no source.
  static func direction(_ source: Modality?, _ target: Modality) -> String {
    "\(source?.rawValue ?? "class")To\(target == .image ? "Image" : "Sound")"
  }

  /// The texts of a PNG.
  ///
  /// Their keys are `cmcgan:model`, `cmcgan:seed` and `cmcgan:settings`.
  public var texts: [(key: String, value: String)] {
    [
      (Self.modelKey, model), (Self.seedKey, String(seed)),
      (Self.settingsKey, settings.encoded()),
    ]
  }

  /// The comment of a sound.
  ///
  /// One JSON object with the same three keys.
  public var comment: String {
    let object: JSONValue = .object([
      JSONValue.Member(Self.modelKey, .string(model)),
      JSONValue.Member(Self.seedKey, .integer(Int64(seed))),
      JSONValue.Member(Self.settingsKey, settings),
    ])
    return object.encoded()
  }

  /// The record in the texts of a PNG, if there is one.
  public init?(texts: [(key: String, value: String)]) {
    func text(_ key: String) -> String? { texts.first { $0.key == key }?.value }
    guard let model = text(Self.modelKey), let seed = text(Self.seedKey).flatMap({ Int($0) }),
      let settings = text(Self.settingsKey),
      let parsed = try? StrictJSON.parse(settings, subject: Self.settingsKey)
    else { return nil }
    (self.model, self.seed, self.settings) = (model, seed, parsed)
  }

  /// The record in the comment of a sound, if there is one.
  public init?(comment: String) {
    guard comment.hasPrefix("{"),
      let parsed = try? StrictJSON.parse(comment, subject: "comment"),
      let model = parsed[Self.modelKey]?.text, let seed = parsed[Self.seedKey]?.wholeNumber,
      let settings = parsed[Self.settingsKey]
    else { return nil }
    (self.model, self.seed, self.settings) = (model, seed, settings)
  }
}
