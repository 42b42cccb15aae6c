import Autograd
import Configuration

/// Makes models from configurations.
///
/// Trainers take one, so that a program or a test can train a model of its own.
public struct ModelFactory: Sendable {
  /// Makes a model from a configuration, the number of classes and a backbone.
  public typealias Make =
    @Sendable (Configuration, _ classes: Int, _ backbone: EfficientNetLite0?) -> any TrainableModel
  private let make: Make

  /// A factory that makes models by a closure.
  public init(_ make: @escaping Make) { self.make = make }

  /// Makes the model that a configuration describes.
  ///
  /// - Parameters:
  ///   - configuration: what the model is made from.
  ///   - classes: how many classes the data has; only models that learn labels need them.
  ///   - backbone: trained weights, where `configuration.needsBackbone`.
  /// - Returns: the model before its first step.
  public func model(
    _ configuration: Configuration, classes: Int, backbone: EfficientNetLite0? = nil
  ) -> any TrainableModel {
    make(configuration, classes, backbone)
  }

  /// The models of this library, by the architecture of the configuration's kind.
  public static let standard = ModelFactory { configuration, classes, backbone in
    switch configuration.model.architecture {
    case .fourSubnetworks(isAdversarial: true):
      CMCGANModel(configuration, classes: classes, backbone: backbone)
    case .fourSubnetworks(isAdversarial: false):
      AutoencoderModel(configuration, backbone: backbone)
    case .oneDirection(let source, let objective, let usesMismatchedPairs):
      ConditionalModel(
        configuration, from: source,
        objective: objective.network(configuration, of: source, classes: classes),
        usesMismatchedPairs: usesMismatchedPairs, backbone: backbone)
    case .linear: LinearModel(configuration, classes: classes)
    case .classifier(let modalities):
      if let modality = modalities.first, modalities.count == 1 {
        ClassifierModel(configuration, of: modality, classes: classes)
      } else {
        MultimodalModel(configuration, classes: classes, backbone: backbone)
      }
    }
  }
}

extension ModelArchitecture.Objective {
  /// The loss of an encoder, with the networks that only it needs.
  fileprivate func network(
    _ configuration: Configuration, of modality: Modality, classes: Int
  ) -> any EncoderObjective {
    switch self {
    case .classification: ClassificationObjective(configuration, classes: classes)
    case .reconstruction: ReconstructionObjective(configuration, of: modality)
    }
  }
}

extension Configuration {
  /// The model that this configuration describes, before its first step.
  ///
  /// Only models that learn labels need the number of classes; only those of `needsBackbone` need trained
  /// weights.
  public func freshModel(classes: Int, backbone: EfficientNetLite0? = nil) -> any TrainableModel {
    ModelFactory.standard.model(self, classes: classes, backbone: backbone)
  }

  /// The networks that are used after training, with weights of zero, to be filled with trained ones.
  ///
  /// Classifiers and the linear baseline need the number of classes that the model was trained on.
  public func emptyNetworks(classes: Int) -> any Parameterized {
    switch model.classified.count {
    case 0: Generator(emptyFor: self, classes: classes)
    case 1: Classifier(emptyFor: self, classes: classes)
    default: MultimodalClassifier(emptyFor: self, classes: classes)
    }
  }
}
