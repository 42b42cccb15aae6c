import Autograd
import Configuration
import Files
import Models
import Safetensors
import TensorCore

/// The state of a model as a safetensors file: to go on from, or to convert with.
///
/// The bytes depend on configuration, data and step alone: no path, time, host or thread count.
public struct Checkpoint {
  /// What a file is for.
  public enum Kind: String, Sendable {
    /// Everything that training needs to go on.
    case checkpoint = "cmcgan-checkpoint"
    /// Encoders and decoders only.
    case model = "cmcgan-model"
  }

  /// The version of the format that this program writes and reads.
  public static let formatVersion = "2"

  /// Where the file came from, for messages.
  public let path: String
  /// What the file is for.
  public let kind: Kind
  /// The configuration of the model, without the data's paths.
  public internal(set) var configuration: Configuration
  /// The names of the classes it was trained on.
  public let classes: [String]
  /// Steps trained.
  public let step: Int
  /// How often the run had gone back to a checkpoint; 0 in a model.
  public let rollbacks: Int
  /// How many ranks trained it together; 1 in a model.
  public let ranks: Int
  /// What the data was, as `DataSet.digest` tells it; empty in a model.
  public let dataDigest: String
  let file: TensorFile

  /// Reads a checkpoint or model.
  ///
  /// - Throws: `Failure` of kind `badInput` where the file is damaged, of another kind or version.
  public init(reading path: String) throws {
    self.path = path
    let file = try TensorFile.read(path)
    self.file = file
    func text(_ key: String) throws -> String {
      guard let value = file.metadata[key] else {
        throw Failure(.badInput, path, "not a model of this program (metadata has no \(key))")
      }
      return value
    }
    let format = try text("format")
    guard let kind = Kind(rawValue: format) else {
      throw Failure(.badInput, path, "not a model of this program (its format is \(format))")
    }
    let version = try text("format_version")
    guard version == Self.formatVersion else {
      throw Failure(
        .badInput, path, "format version \(version); this program reads \(Self.formatVersion)")
    }
    guard let step = Int(try text("step")), step >= 0 else {
      throw Failure(.badInput, path, "step is not a whole number")
    }
    let isCheckpoint = kind == .checkpoint
    guard let rollbacks = Int(isCheckpoint ? try text("rollbacks") : "0"), rollbacks >= 0 else {
      throw Failure(.badInput, path, "rollbacks is not a whole number")
    }
    guard let ranks = Int(file.metadata["ranks"] ?? "1"), ranks > 0 else {
      throw Failure(.badInput, path, "ranks is not a whole number above 0")
    }
    self.ranks = ranks
    self.kind = kind
    self.step = step
    self.rollbacks = rollbacks
    dataDigest = isCheckpoint ? try text("data") : ""
    configuration = try Configuration.parse(text("configuration"), subject: path)
    let classes = try StrictJSON.parse(text("classes"), subject: path, kind: .badInput)
    let names = classes.elements?.compactMap(\.text)
    guard let names, names.count == classes.elements?.count else {
      throw Failure(.badInput, path, "classes is \(classes.named), a list of texts is needed")
    }
    self.classes = names
  }

  /// Puts everything back into a model of the same architecture.
  ///
  /// That is weights, moments and averages. It throws a `Failure` that names the first tensor that is missing
  /// or has another shape.
  public func restore(_ model: any TrainableModel) throws {
    guard kind == .checkpoint else {
      throw Failure(
        .badInput, path, "holds a model for conversion only, training cannot go on from it",
        hint: "Use --init-from to start a new run from it.")
    }
    try load(model.state)
    model.resume(after: step)
  }

  /// Puts trained weights into networks: the averaged ones where there are some.
  ///
  /// - Parameters:
  ///   - networks: get the weights.
  ///   - fresh: the parts of them that keep their own.
  /// - Throws: `Failure` that names the first tensor that is missing or has another shape.
  public func restore(
    _ networks: some Parameterized, butFor fresh: [any Parameterized] = []
  ) throws {
    let kept = Set(fresh.flatMap { $0.parameters + $0.buffers }.map(\.name))
    for parameter in networks.parameters where !kept.contains(parameter.name) {
      let averaged = "average.\(parameter.name)"
      let name = file[averaged] == nil ? parameter.name : averaged
      parameter.value = try file.require(name, shape: parameter.value.shape)
    }
    try load(networks.buffers.filter { !kept.contains($0.name) })
  }

  private func load(_ state: [Parameter]) throws {
    for parameter in state {
      parameter.value = try file.require(parameter.name, shape: parameter.value.shape)
    }
  }

  /// Writes the whole state of a model after `step` steps, and reads it back.
  ///
  /// The metadata tells the number of ranks if there were several, since their sums round differently. The
  /// mean features of the classes stand beside the state, for those who convert with it, and the models that
  /// the run began from are named.
  ///
  /// - Returns: the CRC-32 of the file.
  /// - Throws: `Failure` of kind `diverged` where a number is not finite, and what `OutputFile` throws.
  static func write(
    _ model: any TrainableModel, classes: [String], step: Int, rollbacks: Int, ranks: Int = 1,
    dataDigest: String, classMeans: ClassMeans? = nil, origins: [String] = [], to path: String
  ) throws -> UInt32 {
    var texts = try metadata(
      .checkpoint, model.configuration, classes: classes, step: step, origins: origins)
    texts["rollbacks"] = String(rollbacks)
    texts["data"] = dataDigest
    if ranks > 1 { texts["ranks"] = String(ranks) }
    var file = TensorFile(metadata: texts)
    for parameter in model.state { file.append(parameter.name, parameter.value) }
    file.append(classMeans)
    return try file.write(to: path, replacing: true, isVerified: true)
  }

  /// Whether the pair discriminator reads features of a network whose weights are not there.
  package var lacksBackbone: Bool {
    configuration.hasProjectedTower && BackboneFile.path() == nil && !holdsBackbone
  }

  /// The pair discriminator, where the checkpoint is one of training of a CMCGAN.
  ///
  /// - Throws: `Failure` of kind `badInput` where its weights are not whole, of kind `missingInput` where it
  ///   needs a backbone that is not there.
  public func pairDiscriminator() throws -> PairDiscriminator? {
    guard kind == .checkpoint, configuration.model == .cmcgan else { return nil }
    let model = CMCGANModel(
      configuration, classes: classes.count,
      backbone: configuration.hasProjectedTower ? try BackboneFile.network(orOf: self) : nil)
    try restore(model)
    return model.discriminator
  }

  /// Whether there is a classifier of pairs in the file.
  package var holdsMultimodalClassifier: Bool {
    configuration.model == .multimodal || file.metadata[Self.classifierKey] != nil
  }

  /// The classifier of pairs that the file holds, alone or beside encoders and decoders, if any.
  ///
  /// - Throws: `Failure` of kind `badInput` where its configuration or weights are not whole.
  package func multimodalClassifier() throws -> (MultimodalClassifier, Configuration)? {
    var own = configuration
    if own.model != .multimodal {
      guard let text = file.metadata[Self.classifierKey] else { return nil }
      own = try Configuration.parse(text, subject: path)
      try own.requireUsable(at: path)
      try TrainedModel.checkSize(own, path)
    }
    guard own.model == .multimodal else {
      throw Failure(.badInput, path, "\(Self.classifierKey) is of model \(own.model.rawValue)")
    }
    let classifier = MultimodalClassifier(emptyFor: own, classes: classes.count)
    try restore(classifier)
    return (classifier, own)
  }

  /// The metadata key of the configuration of a classifier that the model file holds too.
  private static let classifierKey = "classifier_configuration"

  /// What the file itself says of what its model knows.
  var ownMemory: ModelMemory? {
    get throws { try ModelMemory(file, subject: path, classes: classes.count) }
  }

  /// Writes what conversion needs, as numbers of 16 bits, with the mean features of the classes and a
  /// classifier of pairs: those that are given, or those that the file holds beside its networks.
  ///
  /// The memory is the one that is given, or what is known of the networks and the classifier already.
  ///
  /// - Throws: `Failure` of kind `badInput` where the classifier does not fit, and what `OutputFile` throws.
  public func writeModel(
    to path: String, classifier: Checkpoint? = nil, classMeans: ClassMeans? = nil,
    memory given: ModelMemory? = nil, replacing: Bool
  ) throws {
    let networks = configuration.emptyNetworks(classes: classes.count)
    try restore(networks)
    var memory = try given ?? memory(of: networks) ?? ModelMemory()
    var texts = try Self.metadata(
      .model, configuration, classes: classes, step: step, origins: origins)
    var parameters = networks.parameters + networks.buffers
    let holdsClassifier = file.metadata[Self.classifierKey] != nil
    if let classifier = classifier ?? (holdsClassifier ? self : nil) {
      guard let (pairs, own) = try classifier.multimodalClassifier() else {
        throw Failure(.badInput, classifier.path, "holds no classifier of pairs")
      }
      guard configuration.model.generates, classifier.classes == classes,
        own.image == configuration.image, own.sound == configuration.sound
      else {
        throw Failure(
          .badInput, classifier.path, "has other classes or formats than \(self.path)")
      }
      texts[Self.classifierKey] = try JSONValue(encoding: own.portable).encoded()
      // Frozen weights that both use have one name.
      let names = Set(parameters.map(\.name))
      parameters += (pairs.parameters + pairs.buffers).filter { !names.contains($0.name) }
      memory.pairTemperatures =
        try given?.pairTemperatures ?? classifier.memory(of: pairs)?.pairTemperatures
    }
    var file = TensorFile(metadata: texts)
    for parameter in parameters { file.append(parameter.name, parameter.value) }
    file.append(try classMeans ?? self.classMeans())
    try memory.append(to: &file)
    try file.write(to: path, as: .float16, replacing: replacing)
  }

  private static func metadata(
    _ kind: Kind, _ configuration: Configuration, classes: [String], step: Int, origins: [String]
  ) throws -> [String: String] {
    let portable = try JSONValue(encoding: configuration.portable)
    var texts = [
      "format": kind.rawValue,
      "format_version": formatVersion,
      "layout": "NHWC; weights [kernel height, kernel width, in, out], transposed [.., out, in]",
      "step": String(step),
      "configuration": portable.encoded(),
      "spectrogram": (portable["sound"] ?? .null).encoded(),
      "classes": JSONValue.array(classes.map { .string($0) }).encoded(),
    ]
    if !origins.isEmpty { texts[originKey] = text(ofOrigins: origins) }
    return texts
  }
}
