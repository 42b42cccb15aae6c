import DataSets
import Files
import Models
import Training

/// The training data of a model, to compute anew what its file says of them.
///
/// It is divided into training and validation as the configuration of the model says.
public struct KnownData: Sendable {
  /// The folder or manifest of the pairs.
  public let root: String
  /// The folder of unpaired sounds; nil for none.
  public let unpairedSounds: String?
  /// The folder of unpaired images; nil for none.
  public let unpairedImages: String?

  /// Data at some paths.
  public init(root: String, unpairedSounds: String? = nil, unpairedImages: String? = nil) {
    (self.root, self.unpairedSounds, self.unpairedImages) = (root, unpairedSounds, unpairedImages)
  }

  /// The memory of a model, and the temperatures of its classifier of pairs if there is one.
  func memory(
    of checkpoint: Checkpoint, classifier: Checkpoint?, warn: (String) -> Void
  ) throws -> ModelMemory {
    var configuration = checkpoint.configuration
    (configuration.data.source, configuration.data.root) = (.files, root)
    configuration.data.unpairedSounds = unpairedSounds ?? ""
    configuration.data.unpairedShare = unpairedSounds == nil ? 0 : 1
    configuration.data.unpairedImages = unpairedImages ?? ""
    configuration.data.unpairedImageShare = unpairedImages == nil ? 0 : 1
    let set = try DataSet(configuration)
    var memory = ModelMemory()
    if configuration.model.generates {
      memory = try MemoryMaking.memory(of: TrainedModel(checkpoint), set, warn: warn)
    }
    memory.pairTemperatures = try MemoryMaking.pairTemperatures(of: classifier ?? checkpoint, set)
    guard !memory.isEmpty else {
      throw Failure(
        .badInput, root, "no memory can be made from it: it needs training and validation pairs")
    }
    return memory
  }

  /// The mean features of the classes of a model that generates; nil of any other.
  func classMeans(of checkpoint: Checkpoint) throws -> ClassMeans? {
    guard checkpoint.configuration.model.generates else { return nil }
    return try ClassMeans(of: TrainedModel(checkpoint), onDataAt: root)
  }
}
