import Files
import Layers
import TensorCore

/// Everything a training run is made from; the JSON keys are the property names.
///
/// A configuration file is complete: there are no hidden defaults. `ConfigurationKey.all` says what
/// each key means and what it may be.
public struct Configuration: Codable, Sendable, Equatable {
  /// What is trained.
  public var model: ModelKind
  /// Where all random numbers start.
  public var seed: Int
  /// The images that the networks see and make.
  public var image: ImageFormat
  /// The sounds that the networks hear and make.
  public var sound: SoundFormat
  /// The shape of the networks.
  public var networks: NetworkSettings
  /// What the networks are trained for.
  public var losses: LossSettings
  /// How they are trained.
  public var training: TrainingSettings
  /// What they are trained on.
  public var data: DataSettings
  /// Which way a trained model translates.
  public var conversion: ConversionSettings
  /// What a run writes, and how often.
  public var output: OutputSettings
  /// What a run survives.
  public var faults: FaultSettings
}

/// The size of images inside the model, which are RGB in [-1, 1].
public struct ImageFormat: Codable, Sendable, Equatable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int
}

/// The clips of a model and their log-mel spectrograms.
public struct SoundFormat: Codable, Sendable, Equatable {
  /// Samples a second.
  public var sampleRate: Int
  /// The length of a clip.
  public var durationSeconds: Double
  /// Samples of a Fourier window.
  public var windowLength: Int
  /// Samples from one frame to the next.
  public var hopLength: Int
  /// Mel bands: the rows of a spectrogram.
  public var bands: Int
  /// The lower edge of the lowest band, in hertz.
  public var minimumFrequency: Double
  /// The upper edge of the highest band, in hertz.
  public var maximumFrequency: Double
  /// How far below a clip's peak the floor lies; the range is mapped to [-1, 1].
  public var dynamicRangeDecibels: Double

  /// Samples of a clip.
  public var samples: Int { Int((Double(sampleRate) * durationSeconds).rounded()) }
  /// Frames of a clip's spectrogram: its columns.
  public var frames: Int { 1 + samples / hopLength }
  /// How many frames a clip may have.
  public static let frameRange = 8...1_024
}

/// The shape of encoders, decoders and discriminator.
public struct NetworkSettings: Codable, Sendable, Equatable {
  /// The downsamplings after which self-attention is applied: a sixteenth of the pixels is left.
  public static let attentionLevel = 2

  /// Normalisation between layers.
  public enum Normalization: String, Codable, Sendable, CaseIterable {
    /// Over the batch.
    case batch
    /// Over each image.
    case instance
    /// Nothing.
    case none

    package var kind: NormalizationKind? {
      switch self {
      case .batch: .batch
      case .instance: .instance
      case .none: nil
      }
    }
  }

  /// How a decoder doubles its images.
  public enum Upsampling: String, Codable, Sendable, CaseIterable {
    /// Transposed 4x4 convolution with stride 2.
    case transposed
    /// Pixels repeated two by two, then a 3x3 convolution.
    case resize
  }

  /// Channels after the first layer; they double from layer to layer, up to eight times this.
  public var width: Int
  /// Layers of stride 2.
  public var depth: Int
  /// The length of the feature vector F.
  public var featureSize: Int
  /// The length of the latent vector z; 0 leaves it out.
  public var latentSize: Int
  /// Normalisation of encoders and decoders.
  public var normalization: Normalization
  /// How decoders enlarge.
  public var upsampling: Upsampling
  /// How weights start.
  public var initialization: WeightInitializer.Kind
  /// Channels after the first layer of the discriminator's towers.
  public var discriminatorWidth: Int
  /// The length of each tower's result, and of the joint layer.
  public var discriminatorFeatures: Int
  /// Normalisation of the discriminator.
  public var discriminatorNormalization: Normalization
  /// Whether the discriminator's weights are divided by their largest singular value.
  public var spectralNorm: Bool
  /// Whether self-attention looks at what two downsamplings leave, in encoders, decoders and towers.
  public var attention: Bool
  /// Residual blocks after an encoder's last downsampling, and before a decoder's first upsampling.
  public var residualBlocks: Int
  /// Whether encoders and the discriminator hear a sound column by column, as classifiers do.
  public var pooledSounds: Bool
  /// The share of a sound's features, and of a classifier's, that are left out at random in training.
  public var dropout: Double
  /// Whether feature vectors F are divided by the root of their mean square, so that their numbers are as
  /// large as those of z.
  public var normalizedFeatures: Bool
}

/// The losses and their weights.
public struct LossSettings: Codable, Sendable, Equatable {
  /// How a score is turned into a loss.
  public enum Adversarial: String, Codable, Sendable, CaseIterable {
    /// Cross-entropy of the paper's equations 1-2; the generator's form is the non-saturating one.
    case crossEntropy
    /// The hinge of SA-CMGAN (2020).
    case hinge
  }

  /// Which pairs the discriminator judges.
  public enum Pairs: String, Codable, Sendable, CaseIterable {
    /// Each generated member beside its real partner: the joint loss of the paper.
    case joint
    /// The two generated members as one pair: the standard adversarial loss.
    case standard
  }

  /// How a score is turned into a loss.
  public var adversarial: Adversarial
  /// Which pairs the discriminator judges.
  public var pairs: Pairs
  /// Whether mismatched real pairs are shown too, as L_Dw asks (equation 1).
  public var correspondence: Bool
  /// The weight of L_G.
  public var adversarialWeight: Double
  /// The weight of the two consistency terms that end in images (equation 3).
  public var imageConsistencyWeight: Double
  /// The weight of the two consistency terms that end in sounds (equation 3).
  public var soundConsistencyWeight: Double
  /// The weight of L1 from the reconstructed image of stage one to the real one; not in the paper.
  public var imageReconstructionWeight: Double
  /// The weight of L1 from the reconstructed sound of stage one to the real one; not in the paper.
  public var soundReconstructionWeight: Double
  /// The weight of L1 from the generated image of stage one to the real one; not in the paper.
  public var imageTranslationWeight: Double
  /// The weight of L1 from the generated sound of stage one to the real one; not in the paper.
  public var soundTranslationWeight: Double
  /// The weight of L1 between the discriminator's features of generated and real members; not in the
  /// paper.
  public var featureMatchingWeight: Double
  /// The weight of naming the class from both encoders' features; the paper learns no labels.
  public var classificationWeight: Double
  /// Whether the classes of images' and of sounds' features are named by one layer, or by one each.
  public var sharedClassification: Bool
  /// Random changes of all that the discriminator or a classifier sees (Zhao et al., 2020); zeros leave them out.
  public var augmentation: AugmentationSettings
}

/// How much images and spectrograms are changed before the discriminator sees them.
public struct AugmentationSettings: Codable, Sendable, Equatable {
  /// Whether the image encoder sees images changed like that too, while what is made of them is compared
  /// with the images as they are.
  public var encodedImages: Bool
  /// The largest shift of an image, as a part of its sides.
  public var imageShift: Double
  /// The largest change of an image's contrast, as a factor's distance from 1.
  public var imageContrast: Double
  /// The largest change of an image's brightness; its full range is 2.
  public var imageBrightness: Double
  /// The largest shift of a spectrogram in time, as a part of its length.
  public var soundShift: Double
  /// The largest change of a spectrogram's level; its full range is 2.
  public var soundLevel: Double
  /// The largest shift of a spectrogram in mel bands, up or down.
  public var soundBandShift: Int
}

/// The course of training.
public struct TrainingSettings: Codable, Sendable, Equatable {
  /// How learning rates change over the steps.
  public enum Schedule: String, Codable, Sendable, CaseIterable {
    /// Not at all.
    case constant
    /// Up over the first 20 steps, then down to a hundredth along half a cosine.
    case cosine
  }

  /// Updates of the discriminator, S in Algorithm 1, and the encoders' own steps before them.
  public var steps: Int
  /// How many of the steps, at the beginning, teach the encoders alone to name the class; not in the
  /// paper, and 0 leaves them out.
  public var encoderPretrainingSteps: Int
  /// How learning rates change over the steps.
  public var schedule: Schedule
  /// Pairs in a batch, of all ranks together.
  public var batchSize: Int
  /// Whether batch normalisation of ranks that train together takes its statistics over the whole batch, as
  /// one process does; else each rank takes those of its part.
  public var synchronizedNormalization: Bool
  /// The numbers that convolutions multiply in a step; what the networks make later is of single precision.
  public var precision: Precision
  /// Updates of the generators for one of the discriminator: K in Algorithm 1.
  public var generatorUpdates: Int
  /// Latent vectors drawn for each image to be made, of which the one that gives the nearest to the
  /// real image is trained (implicit maximum likelihood estimation, Li and Malik, 2018); 1: the paper.
  public var imageLatentSamples: Int
  /// The same for sounds.
  public var soundLatentSamples: Int
  /// The share of pairs of which the multimodal classifier sees one member only.
  public var modalityDropout: Double
  /// The optimizer of the encoders in their own steps, along half a cosine.
  public var encoder: Adam.Settings
  /// The optimizer of encoders and decoders, or of a classifier.
  public var generator: Adam.Settings
  /// The optimizer of the discriminator.
  public var discriminator: Adam.Settings
  /// The decay of the moving average of encoders and decoders that is used for conversion; 0: none.
  public var averageDecay: Double
}

/// The data of a run.
public struct DataSettings: Codable, Sendable, Equatable {
  /// Where pairs come from.
  public enum Source: String, Codable, Sendable, CaseIterable {
    /// The built-in orchestra, made in memory.
    case orchestra
    /// Files below `root`; their layout is recognised.
    case files
  }

  /// Where pairs come from.
  public var source: Source
  /// The folder or manifest of the files; empty for the orchestra.
  public var root: String
  /// Pairs of the orchestra for each instrument to train on.
  public var orchestraTrainingPairs: Int
  /// Pairs of the orchestra for each instrument to validate on.
  public var orchestraValidationPairs: Int
  /// Whether each class is drawn equally often.
  public var balanced: Bool
  /// The probability that a sound is shown beside another image of its class.
  public var classPartnerProbability: Double
  /// Whether half of the training images are mirrored.
  public var mirrored: Bool
  /// Into how many parts all pairs are divided, by groups of like stems, for cross-validation; 0: the
  /// data's own split.
  public var folds: Int
  /// Which of the parts is validated on, from 0.
  public var fold: Int
  /// A folder of sounds without images, `[SPLIT/]CLASS/STEM.ending`; empty: none.
  public var unpairedSounds: String
  /// The probability that an unpaired sound of the class is heard in the place of a pair's sound.
  public var unpairedShare: Double
  /// Random changes of the sounds that encoders and classifiers hear; zeros leave them out.
  public var soundAugmentation: SoundAugmentationSettings
}

/// How much sounds may differ where they are heard, as by another player, room or microphone.
public struct SoundAugmentationSettings: Codable, Sendable, Equatable {
  /// The largest gain or loss of a smooth random equaliser, in decibels.
  public var equalizerDecibels: Double
  /// The share of pairs' sounds that another sound of their class is mixed into, 0 to 12 dB lower.
  public var mixShare: Double
  /// The share of pairs' sounds that get another noise floor.
  public var noiseShare: Double
  /// The quietest noise floor, in decibels of the sound's peak.
  public var quietestNoiseDecibels: Double
  /// The loudest noise floor, in decibels of the sound's peak.
  public var loudestNoiseDecibels: Double
  /// The largest shift in mel bands, up or down.
  public var bandShift: Int
  /// The largest shift in time, as a part of the clip; what leaves at one end comes in at the other.
  public var timeShift: Double
  /// The widest mask of bands, and of frames, as a part of all.
  public var mask: Double
}

/// The two ways to translate; both are in the paper's first figure.
public enum Route: String, Codable, Sendable, CaseIterable {
  /// Encoder of one modality, decoder of the other.
  case direct
  /// Through the reconstruction in the same modality, then across.
  case reconstruction
}

/// How each direction is translated unless asked otherwise.
public struct ConversionSettings: Codable, Sendable, Equatable {
  /// The way from sound to image.
  public var soundToImage: Route
  /// The way from image to sound.
  public var imageToSound: Route
  /// The standard deviation of the latent vector that images are made with, 1 in training.
  ///
  /// Above it results of one input differ more from each other, below it less.
  public var imageTemperature: Double
  /// The same for sounds.
  public var soundTemperature: Double
  /// The exponent of the filter that gives the peaks of made spectrograms their level back, before they become
  /// waveforms; 0: none.
  public var soundPostfilter: Double

  /// What temperatures may be.
  public static let temperatures = 0.0...10

  /// Sets the temperature of both.
  public mutating func setTemperature(_ temperature: Double) {
    (imageTemperature, soundTemperature) = (temperature, temperature)
  }

  /// The standard deviation of the latent vector that a modality is made with.
  public func temperature(of target: Modality) -> Double {
    target == .image ? imageTemperature : soundTemperature
  }
}

/// What a run writes, each in steps.
public struct OutputSettings: Codable, Sendable, Equatable {
  /// From one line of metrics to the next.
  public var logEvery: Int
  /// From one sample sheet to the next.
  public var sampleEvery: Int
  /// From one checkpoint to the next.
  public var checkpointEvery: Int
  /// Newest checkpoints kept, beside the best.
  public var keepCheckpoints: Int
  /// Checkpoints of steps that this divides are kept for good; 0: none.
  public var keepEvery: Int
}

/// What a run survives, and how often.
public struct FaultSettings: Codable, Sendable, Equatable {
  /// How often a run may go back to a checkpoint after numbers that are not finite.
  public var maximumRollbacks: Int
  /// The factor of both learning rates after each time the run went back.
  public var rollbackRate: Double
  /// The share of the training pairs that may be unreadable before the run stops.
  public var unreadableShare: Double
}
