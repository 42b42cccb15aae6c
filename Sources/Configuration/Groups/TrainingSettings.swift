import Layers
import TensorCore

/// The course of training.
public struct TrainingSettings: SettingsGroup {
  /// How learning rates change over the steps.
  public enum Schedule: String, Codable, Sendable, CaseIterable {
    /// Not at all.
    case constant
    /// Up over the first 20 steps, then down to a hundredth along half a cosine.
    case cosine
  }

  /// Updates of the discriminator, S in Algorithm 1, and the encoders' own steps before them.
  public var steps = 20_000
  /// The steps of encoder pre-training at the beginning; not in the paper, and 0 leaves them out.
  public var encoderPretrainingSteps = 0
  /// The steps of autoencoder pre-training after those of encoder pre-training; not in the paper, and 0
  /// leaves them out.
  public var autoencoderPretrainingSteps = 0
  /// The steps of translation pre-training after those of autoencoder pre-training; not in the paper, and 0
  /// leaves them out.
  public var translationPretrainingSteps = 0
  /// How learning rates change over the steps.
  public var schedule = Schedule.constant
  /// Pairs in a batch, of all ranks together.
  public var batchSize = 32
  /// Whether batch normalisation of ranks that train together takes its statistics over the whole batch, as
  /// one process does; else each rank takes those of its part.
  public var synchronizedNormalization = true
  /// The numbers that convolutions multiply in a step; all else is of single precision.
  public var precision = Precision.float32
  /// Updates of the generators for one of the discriminator: K in Algorithm 1.
  public var generatorUpdates = 1
  /// Latent vectors drawn for each image; 1 is the paper.
  ///
  /// The one whose result is nearest to the real image is trained: implicit maximum likelihood estimation
  /// (Li and Malik, 2018).
  public var imageLatentSamples = 1
  /// Latent vectors drawn for each sound, likewise.
  public var soundLatentSamples = 1
  /// Sounds that are classified for each pair: its own, and others that are drawn alike.
  ///
  /// An encoder of sounds costs little beside the rest of a step, and needs many sounds.
  public var soundsPerPair = 1
  /// The optimizer of encoder pre-training, along half a cosine.
  public var encoder = Self.pretraining
  /// The optimizer of autoencoder pre-training and of translation pre-training, along half a cosine in each.
  public var autoencoder = Self.autoencoderPretraining
  /// The optimizer of encoders and decoders, or of a classifier.
  public var generator = Adam.Settings()
  /// The factor of the learning rate of decoders in the steps after pre-training.
  public var decoderRate = 1.0
  /// The optimizer of the discriminator.
  public var discriminator = Adam.Settings()
  /// The decay of the moving average of encoders and decoders that is used for conversion; 0: none.
  public var averageDecay = 0.0

  /// Algorithm 1 with K = 1.
  public init() {}

  private static let pretraining = Adam.Settings(
    learningRate: 2e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8)
  private static let autoencoderPretraining = Adam.Settings(
    learningRate: 1.5e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8)

  /// The keys of `training`.
  public static let keys: [Key] = [
    .whole(
      "steps", \.steps, 0...100_000_000, unit: "steps",
      "updates of the discriminator (S in Algorithm 1), and encoder pre-training before them"),
    .whole(
      "encoderPretrainingSteps", \.encoderPretrainingSteps, 0...100_000_000, unit: "steps",
      older: 0,
      "how many of the steps, at the beginning, train only the encoders, to classify; at most training.steps"
    ),
    .whole(
      "autoencoderPretrainingSteps", \.autoencoderPretrainingSteps, 0...100_000_000,
      unit: "steps", older: 0,
      "how many of the steps, after encoder pre-training, train an autoencoder of images and one of sounds, classification and mapping networks, by the weights of losses; at most the rest of training.steps"
    ),
    .whole(
      "translationPretrainingSteps", \.translationPretrainingSteps, 0...100_000_000,
      unit: "steps", older: 0,
      "how many of the steps, after autoencoder pre-training, train what sounds need, by the weights of losses: their encoder and decoder, classification and mapping networks; the networks of images wait; at most the rest of training.steps"
    ),
    .word(
      "schedule", \.schedule,
      "learning rates: constant, or up over 20 steps and down to a hundredth along half a cosine"),
    .whole(
      "batchSize", \.batchSize, 2...65_536, unit: "pairs", "size of a batch, of all ranks together"),
    .flag(
      "synchronizedNormalization", \.synchronizedNormalization, older: true,
      "whether ranks take batch statistics over the whole batch, or each rank over its part (no effect with one process)"
    ),
    .word(
      "precision", \.precision,
      "single precision; or bfloat16 in the inner convolutions of a step, faster on processors with AVX512_BF16 (others refuse it)"
    ),
    .whole(
      "generatorUpdates", \.generatorUpdates, 1...100,
      "updates of the generators for one of the discriminator (K in Algorithm 1)"),
    .whole(
      "imageLatentSamples", \.imageLatentSamples, 1...64,
      "latent vectors drawn for each image, of which the one with the nearest result is trained (IMLE); 1 is the paper"
    ),
    .whole(
      "soundLatentSamples", \.soundLatentSamples, 1...64,
      "latent vectors drawn for each sound, likewise"),
    .whole(
      "soundsPerPair", \.soundsPerPair, 1...64, older: 1,
      "sounds that the sound encoder learns to classify for each pair of a step: its own, and others drawn alike"
    ),
    .group("encoder", \.encoder, older: pretraining, about: "for encoder pre-training"),
    .group(
      "autoencoder", \.autoencoder, older: autoencoderPretraining,
      about: "for autoencoder pre-training and translation pre-training"),
    .group("generator", \.generator, about: "for encoders and decoders, or a classifier"),
    .number(
      "decoderRate", \.decoderRate, 0...1, older: 1,
      "factor of the learning rate of decoders after pre-training: below 1 they keep what they have learnt"
    ),
    .group("discriminator", \.discriminator, about: "for the discriminator"),
    .number(
      "averageDecay", \.averageDecay, 0...0.999_999,
      "decay of the moving average of encoders and decoders that conversion uses; 0: none"),
  ]
}

extension Adam.Settings: SettingsGroup {
  /// What the paper leaves open, as DCGAN has it: 2e-4 (0.5, 0.999).
  public init() { self.init(learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8) }

  /// The keys of an optimizer.
  public static let keys: [Key] = [
    .number("learningRate", \.learningRate, 0...1, "Adam's learning rate"),
    .number("beta1", \.beta1, 0...0.999_999, "Adam's decay of the mean gradient"),
    .number("beta2", \.beta2, 0...0.999_999, "Adam's decay of the mean squared gradient"),
    .number(
      "epsilon", \.epsilon, 1e-12...1, "Adam's addend to the root of the mean squared gradient"),
  ]
}
