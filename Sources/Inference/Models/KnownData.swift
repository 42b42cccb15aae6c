import Configuration
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

  /// What a model remembers of the data, and the mean features of its classes.
  ///
  /// - Parameters:
  ///   - checkpoint: the model.
  ///   - classifier: a classifier of pairs to calibrate; nil takes the one that the model holds, if any.
  ///   - warn: told what cannot be read, which is left out.
  /// - Returns: the memory, and the means of a model that generates and has classes.
  /// - Throws: `Failure` of kind `badInput` where the data have other classes, or nothing can be computed.
  func computed(
    for checkpoint: Checkpoint, classifier: Checkpoint?, warn: (String) -> Void
  ) throws -> (memory: ModelMemory, classMeans: ClassMeans?) {
    var configuration = checkpoint.configuration
    (configuration.data.source, configuration.data.root) = (.files, root)
    configuration.data.unpairedSounds = unpairedSounds ?? ""
    configuration.data.unpairedShare = unpairedSounds == nil ? 0 : 1
    configuration.data.unpairedImages = unpairedImages ?? ""
    configuration.data.unpairedImageShare = unpairedImages == nil ? 0 : 1
    let set = try DataSet(configuration)
    var memory = ModelMemory()
    var classMeans: ClassMeans?
    if configuration.model.generates {
      let model = try TrainedModel(checkpoint)
      memory = try MemoryMaking.memory(of: model, set, warn: warn)
      classMeans = ClassMeans(
        of: model.translator, on: SampleStore(set.training, of: set, configuration),
        classes: set.classes.count)
    }
    memory.pairTemperatures = try MemoryMaking.pairTemperatures(of: classifier ?? checkpoint, set)
    guard !memory.isEmpty || classMeans != nil else {
      throw Failure(
        .badInput, root,
        "nothing can be computed from it for model \(configuration.model.rawValue): "
          + "pairs to train and to validate on are needed")
    }
    return (memory, classMeans)
  }
}
