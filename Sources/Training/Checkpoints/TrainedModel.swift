import Configuration
import DataSets
import Files
import Media
import Models
import Preprocessing
import TensorCore

/// A model ready for use: networks, the preprocessing they were trained with, class names.
///
/// It can be read from a model file, a checkpoint or a run folder.
public final class TrainedModel {
  /// Where it came from.
  public let path: String
  /// The configuration of the model.
  public let configuration: Configuration
  /// The names of the classes that it was trained on.
  public let classes: [String]
  /// The mean features of the classes, if the file holds them.
  public let classMeans: ClassMeans?
  /// Steps trained.
  public let step: Int
  /// The encoders and decoders.
  public let generator: Generator
  /// The four subnetworks that they make up.
  public let translator: Translator
  /// The border between files and networks.
  public let preprocessing: Preprocessing

  /// What the model remembers of its training data; nil where its file says nothing.
  public let memory: ModelMemory?

  /// The kernels and the precision that the model is used with.
  public let compute: Compute

  /// What the model is, by its content: the steps it was trained and a checksum of its weights.
  ///
  /// It is computed once, at the first use.
  public private(set) lazy var identity: String = generator.identity(step: step)

  /// The networks of a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: of training, or a model.
  ///   - compute: the kernels and the precision that it is used with.
  /// - Throws: `Failure` of kind `badInput` where it holds a classifier, or not all that it should.
  public init(_ checkpoint: Checkpoint, compute: Compute = .fromEnvironment) throws {
    path = checkpoint.path
    self.compute = compute
    guard checkpoint.configuration.model.generates else {
      throw Failure(
        .badInput, path,
        "its model is \(checkpoint.configuration.model.rawValue), which makes neither images nor sounds"
      )
    }
    configuration = checkpoint.configuration
    classes = checkpoint.classes
    classMeans = try checkpoint.classMeans()
    step = checkpoint.step
    generator = Generator(emptyFor: configuration, classes: classes.count)
    try checkpoint.restore(generator)
    memory = try checkpoint.memory(of: generator)
    translator = Translator(generator, configuration, compute)
    preprocessing = Preprocessing(configuration)
  }

  /// Latent vectors of evaluation and conversion: [samples, latent].
  ///
  /// - Parameters:
  ///   - samples: the numbers of the pairs or windows, each with a random stream of its own.
  ///   - draw: the number of the latent sample, for several results of one input.
  /// - Returns: one row for each sample.
  public func latents(_ samples: Range<Int>, draw: Int = 0) -> Tensor {
    RandomPurpose.conversion.latents(
      seed: configuration.seed, step: draw, samples: samples, size: translator.latentSize)
  }

  /// The checkpoint or model at a path, which may be a run folder, or the `best.json` or `last.json`
  /// beside its checkpoints.
  public static func checkpoint(at path: String, warn: (String) -> Void) throws -> Checkpoint {
    if path.hasSuffix(".json"), let pointer = CheckpointPointer(reading: path, upTo: .max) {
      return try Checkpoint(reading: Folder.path(Folder.parent(of: path), pointer.file))
    }
    guard Folder.exists(path) else { return try Checkpoint(reading: path) }
    return try RunFolder(path).newestCheckpoint(warn: warn)
  }
}
