import Autograd
import Configuration

/// The kinds of models, and how each is made.
public struct ModelRegistry: Sendable {
  private let definitions: [ModelKind: ModelDefinition]

  /// All kinds of this library. A new kind is a file in `Kinds` and a place in this list.
  public static let standard = ModelRegistry([
    .cmcgan, .autoencoder, .s2iC, .s2iN, .s2iA, .i2s, .imageEvaluator, .soundEvaluator, .multimodal,
  ])

  /// A registry of some kinds; of two definitions of one kind, the later counts.
  public init(_ definitions: [ModelDefinition]) {
    self.definitions = Dictionary(definitions.map { ($0.kind, $0) }) { $1 }
  }

  /// The definition of a kind, which has to be in the list.
  subscript(kind: ModelKind) -> ModelDefinition {
    guard let definition = definitions[kind] else {
      preconditionFailure("no definition of model \(kind.rawValue)")
    }
    return definition
  }

  /// A fresh model of the configuration's kind.
  ///
  /// - Parameters:
  ///   - configuration: what it is made from.
  ///   - classes: how many classes the data has; only models that learn labels need them.
  /// - Returns: the model before its first step.
  public func model(_ configuration: Configuration, classes: Int) -> any TrainableModel {
    self[configuration.model].makeModel(configuration, classes)
  }

  /// The networks that are used after training, with weights of zero, to be filled with trained ones.
  ///
  /// - Parameters:
  ///   - configuration: what they are made from.
  ///   - classes: how many classes the model was trained on; only classifiers need them.
  public func emptyNetworks(_ configuration: Configuration, classes: Int) -> any Parameterized {
    self[configuration.model].makeEmptyNetworks(configuration, classes)
  }
}

extension Configuration {
  /// A fresh model of this configuration's kind, by the registry of this library.
  ///
  /// - Parameter classes: how many classes the data has; only models that learn labels need them.
  public func freshModel(classes: Int) -> any TrainableModel {
    ModelRegistry.standard.model(self, classes: classes)
  }

  /// The networks that are used after training, with weights of zero, to be filled with trained ones.
  ///
  /// - Parameter classes: how many classes the model was trained on; only classifiers need them.
  public func emptyNetworks(classes: Int) -> any Parameterized {
    ModelRegistry.standard.emptyNetworks(self, classes: classes)
  }
}
