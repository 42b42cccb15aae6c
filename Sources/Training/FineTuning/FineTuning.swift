import Configuration
import DataSets
import Files
import Models

/// A short training that teaches a trained model the classes of other data.
///
/// Encoders and decoders begin with the weights of the model, the discriminator and the layers of classes with fresh
/// ones. First the encoders learn the new classes, then the decoders new images and sounds, then translation, and
/// last all networks together. The classifier of pairs in the model, if there is one, learns the classes in a run of
/// its own. Networks, losses and learning rates are those of the model; about ten minutes on two cores are planned
/// for the default model.
public struct FineTuning: Sendable {
  /// The path of the model.
  public let model: String
  /// The data set.
  public let data: String
  /// How encoders and decoders are trained.
  public let configuration: Configuration
  /// How the classifier of pairs is trained; nil where the model holds none, or the pairs have no classes.
  public let classifier: Configuration?
  /// How many pairs there are to train on.
  public let pairs: Int
  /// The classes of the pairs.
  public let classes: [String]

  /// The steps of each phase.
  ///
  /// Those of autoencoders and of all networks take the longest.
  private static let steps = (encoders: 200, autoencoders: 200, translation: 240, all: 40)
  /// The steps of the classifier of pairs, and the pairs of each.
  private static let classifierSteps = 240
  private static let classifierBatch = 24
  /// The share of images that encoders see changed as photographs differ: cropped, turned, blurred.
  private static let changedImages = 0.5

  /// Plans the fine-tuning of a model.
  ///
  /// - Parameters:
  ///   - model: the path of a model, a checkpoint or a run folder.
  ///   - root: the data set.
  ///   - steps: the steps of encoders and decoders together; the classifier's are in proportion. Nil for those of
  ///     the plan.
  ///   - seed: the seed of both runs; nil for those of the model.
  ///   - warn: told what is odd about the model.
  /// - Throws: `Failure` of kind `badInput` where the model has no four subnetworks, or the data cannot be used.
  public init(
    of model: String, on root: String, steps: Int? = nil, seed: Int? = nil,
    warn: (String) -> Void
  ) throws {
    (self.model, data) = (model, root)
    let checkpoint = try TrainedModel.checked(model, warn: warn)
    let own = checkpoint.configuration
    guard own.model.hasFourSubnetworks else {
      throw Failure(
        .badInput, model,
        "its model is \(own.model.rawValue); cmcgan or autoencoder can be fine-tuned",
        hint: "Use --init-from with a configuration of this kind.")
    }
    let set = try DataSetLayout.open(root)
    guard set.training.count > 1 else {
      throw Failure(
        .badInput, root,
        "has too few training pairs (\(set.training.count); at least 2 are needed)")
    }
    (pairs, classes) = (set.training.count, set.classes)
    let images = set.imageFolder(of: root)
    func onData(_ configuration: Configuration) -> Configuration {
      var copy = configuration
      copy.seed = seed ?? configuration.seed
      copy.data = DataSettings()
      copy.data.root = root
      copy.data.balanced = true
      copy.data.classPartnerProbability = configuration.data.classPartnerProbability
      if configuration.hasBackboneEncoder, let images {
        copy.data.unpairedImages = images
        copy.data.unpairedImageShare = Self.changedImages
      }
      return copy.fitted(toPairs: set.training.count, hasClasses: !set.classes.isEmpty)
    }
    let plan = Self.withPhases(onData(own))
    let all = steps ?? plan.training.steps
    configuration = plan.scaled(toSteps: all)
    guard !set.classes.isEmpty, var pairClassifier = try checkpoint.multimodalClassifier()?.1 else {
      classifier = nil
      return
    }
    pairClassifier.training.batchSize = min(
      pairClassifier.training.batchSize, Self.classifierBatch)
    classifier = onData(pairClassifier).scaled(
      toSteps: max(1, Self.classifierSteps * all / plan.training.steps))
  }

  /// What is still to do after the run of encoders and decoders.
  public var record: FineTuningRecord { FineTuningRecord(model: model, classifier: classifier) }

  /// The configuration with the phases of the plan, but for those that have nothing to learn.
  private static func withPhases(_ configuration: Configuration) -> Configuration {
    var copy = configuration
    let losses = configuration.losses
    copy.training.encoderPretrainingSteps = configuration.learnsLabels ? steps.encoders : 0
    copy.training.autoencoderPretrainingSteps = losses.teachReconstruction ? steps.autoencoders : 0
    copy.training.translationPretrainingSteps = losses.teachTranslation ? steps.translation : 0
    copy.training.steps =
      steps.encoders + steps.autoencoders + steps.translation + steps.all
    if configuration.training.averageDecay > 0 { copy.training.averageDecay = 0.9 }
    (copy.output.logEvery, copy.output.keepCheckpoints) = (10, 2)
    (copy.output.sampleEvery, copy.output.checkpointEvery) = (170, 170)
    return copy
  }
}
