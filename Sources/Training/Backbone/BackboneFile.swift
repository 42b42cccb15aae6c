import Autograd
import Configuration
import Files
import Glibc
import Layers
import Models
import Safetensors

/// The file with the weights of EfficientNet-Lite0, which `make backbone` writes.
///
/// The file is not part of the repository; only what uses it needs it.
public enum BackboneFile {
  /// The environment variable that names the file.
  ///
  /// It is ignored if it is empty.
  public static let variable = "CMCGAN_BACKBONE"
  /// Where the file lies in the repository, and where it may be installed.
  public static let places = [
    "data/efficientnet-lite0.safetensors", "share/cmcgan/efficientnet-lite0.safetensors",
  ]

  /// The path of the file: that of the environment, or the first of `places`; nil where there is none.
  ///
  /// The places are looked for in the folder of the executable, and in each folder above it.
  public static func path(
    environment: String? = getenv(variable).map { String(cString: $0) },
    executable: String = InstalledFile.executable
  ) -> String? {
    if let environment, !environment.isEmpty { return environment }
    return InstalledFile.path(places, executable: executable)
  }

  /// The network that training by a configuration needs; `nil` where it needs none.
  ///
  /// - Parameters:
  ///   - configuration: what is trained.
  ///   - start: how the run starts: a model that it begins from, or a checkpoint that it goes on from, may hold
  ///     the weights, where there is no file.
  ///   - folder: the run folder; `nil` where there is none.
  /// - Returns: the network.
  /// - Throws: what `network(at:)` does.
  public static func network(
    for configuration: Configuration, start: Trainer.Start = .fresh, in folder: RunFolder? = nil
  ) throws -> EfficientNetLite0? {
    guard configuration.needsBackbone else { return nil }
    guard path() == nil else { return try network() }
    let checkpoint: Checkpoint? =
      switch start {
      case .fresh: nil
      case .from(let model, _): try TrainedModel.checked(model) { _ in }
      case .resumed: try folder?.newestCheckpoint { _ in }
      }
    return try network(orOf: checkpoint)
  }

  /// The network with the weights of the file or, without one, those that a checkpoint holds.
  static func network(orOf checkpoint: Checkpoint?) throws -> EfficientNetLite0 {
    if path() == nil, let network = try checkpoint?.backbone() { return network }
    return try network()
  }

  /// The network with the weights of the file.
  ///
  /// - Parameter path: the file; nil looks where `path(environment:executable:)` says.
  /// - Returns: the network, whose parameters have the names of the file.
  /// - Throws: `Failure` of kind `missingInput` where there is no file, with the command that makes it; of kind
  ///   `badInput` where the file is damaged, or a tensor is missing or has another shape.
  public static func network(at path: String? = nil) throws -> EfficientNetLite0 {
    try network(found: path ?? Self.path())
  }

  /// The network with the weights of a file that was found, or not.
  package static func network(found path: String?) throws -> EfficientNetLite0 {
    guard let path else {
      throw Failure(
        .missingInput, places[0], "the weights of EfficientNet-Lite0 are missing",
        hint: "Run `make backbone`, or set \(variable).")
    }
    let file = try MappedTensors(path)
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    // Names and shapes first: nothing is read from a file that holds something else.
    for parameter in network.parameters {
      _ = try file.require(parameter.name, .float32, shape: parameter.value.shape)
    }
    let tensors = try TensorFile.read(path)
    for parameter in network.parameters {
      parameter.value = try tensors.require(parameter.name, shape: parameter.value.shape)
    }
    return network
  }

  /// The licence notice that the file holds.
  ///
  /// A model file that contains these weights must hold it too.
  public static func notice(at path: String) throws -> String? {
    try MappedTensors(path).metadata["notice"]
  }
}
