import Autograd
import Configuration
import Files
import Models

/// What a model began from, where it did not begin with fresh weights.
extension Checkpoint {
  /// The metadata key of the models that a run began from.
  static let originKey = "origin"

  /// The models that the run of this checkpoint began from, by their content: the last one first.
  ///
  /// Each is a text such as `cmcgan step 4900 weights 0dffc427`. There is no path among them, so that the bytes
  /// of a checkpoint do not depend on where files lie.
  public var origins: [String] {
    guard let text = file.metadata[Self.originKey],
      let list = try? StrictJSON.parse(text, subject: path, kind: .badInput)
    else { return [] }
    return list.elements?.compactMap(\.text) ?? []
  }

  /// The origins of what begins from this checkpoint: itself, and its own origins.
  ///
  /// - Throws: `Failure` of kind `badInput` where a tensor is missing or has another shape.
  func lineage() throws -> [String] {
    let networks = configuration.emptyNetworks(classes: classes.count)
    try restore(networks)
    return [networks.identity(step: step)] + origins
  }

  /// A list of origins as a text of the metadata.
  static func text(ofOrigins origins: [String]) -> String {
    JSONValue.array(origins.map { .string($0) }).encoded()
  }

  /// The same file, taken for the classifier of pairs that it holds, if that is what a run of a kind trains.
  ///
  /// - Throws: `Failure` of kind `badInput` where the configuration of the classifier cannot be used.
  func asStart(of kind: ModelKind) throws -> Checkpoint {
    guard kind == .multimodal, let (_, own) = try multimodalClassifier() else { return self }
    var copy = self
    copy.configuration = own
    return copy
  }

  /// Those of some layers whose tensors have other shapes in this file.
  func misfits(among layers: [any Parameterized]) -> [any Parameterized] {
    layers.filter { layer in
      layer.parameters.contains { parameter in
        file[parameter.name].map { $0.shape != parameter.value.shape } ?? false
      }
    }
  }
}
