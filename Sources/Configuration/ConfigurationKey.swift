import Files
import Layers
import TensorCore

/// One key of a configuration file: what it means and what it may be.
///
/// The list of all keys is what ranges are checked by, and what the JSON Schema is made of.
public struct ConfigurationKey: Sendable {
  /// What a key may be.
  public enum Values: Sendable {
    /// One of some words.
    case word([String])
    /// A whole number of a range.
    case whole(ClosedRange<Int>)
    /// A number of a range.
    case number(ClosedRange<Double>)
    /// True or false.
    case flag
    /// Any text.
    case text
  }

  /// The key's path, such as `training.batchSize`.
  public let path: String
  /// What the key may be.
  public let values: Values
  /// What it means, in one sentence without a full stop.
  public let meaning: String

  init(_ path: String, _ values: Values, _ meaning: String) {
    self.path = path
    self.values = values
    self.meaning = meaning
  }

  private static func words<Word: CaseIterable & RawRepresentable<String>>(
    _ type: Word.Type
  ) -> Values { .word(type.allCases.map(\.rawValue)) }

  /// All keys, in the order of a file.
  public static let all: [ConfigurationKey] = {
    typealias Key = ConfigurationKey
    let weight = Values.number(0...1e6)
    func adam(_ name: String, _ networks: String) -> [Key] {
      [
        Key(
          "training.\(name).learningRate", .number(0...1), "size of Adam's steps for \(networks)"),
        Key(
          "training.\(name).beta1", .number(0...0.999_999), "how much of the mean gradient stays"),
        Key(
          "training.\(name).beta2", .number(0...0.999_999),
          "how much of the mean squared gradient stays"),
        Key(
          "training.\(name).epsilon", .number(1e-12...1),
          "what is added to the root of the mean squared gradient"),
      ]
    }
    let optimizers =
      adam("encoder", "the encoders in their own steps")
      + adam("generator", "encoders and decoders")
      + adam("discriminator", "the discriminator")
    return [
      Key("model", words(ModelKind.self), "what is trained"),
      Key("seed", .whole(0...Int.max), "where all random numbers start"),
      Key("image.height", .whole(8...512), "rows of images inside the model"),
      Key("image.width", .whole(8...512), "columns of images inside the model"),
      Key("sound.sampleRate", .whole(1_000...768_000), "samples a second"),
      Key("sound.durationSeconds", .number(0.05...10), "length of a clip"),
      // What these fulfil together is checked where spectrograms are made, by `Media`.
      Key("sound.windowLength", .whole(16...65_536), "samples of a Fourier window, an even number"),
      Key(
        "sound.hopLength", .whole(1...32_768),
        "samples from one frame to the next, at most half the window"),
      Key("sound.bands", .whole(1...32_769), "mel bands, at most the bins of the window"),
      Key("sound.minimumFrequency", .number(0...384_000), "lower edge of the mel bands in hertz"),
      Key(
        "sound.maximumFrequency", .number(0...384_000),
        "upper edge of the mel bands in hertz, at most half the rate"),
      Key(
        "sound.dynamicRangeDecibels", .number(10...200),
        "what lies this far below a clip's peak is its floor"),
      Key(
        "networks.width", .whole(1...512),
        "channels after the first layer; they double up to eight times this"),
      Key("networks.depth", .whole(1...8), "layers of stride 2"),
      Key("networks.featureSize", .whole(1...4_096), "length of the feature vector F"),
      Key(
        "networks.latentSize", .whole(0...4_096), "length of the latent vector z; 0 leaves it out"),
      Key(
        "networks.normalization", words(NetworkSettings.Normalization.self),
        "normalisation of encoders and decoders"),
      Key(
        "networks.upsampling", words(NetworkSettings.Upsampling.self),
        "transposed convolution, or pixels doubled before a 3x3 convolution"),
      Key(
        "networks.initialization", words(WeightInitializer.Kind.self),
        "normal numbers of standard deviation 0.02, or orthogonal matrices"),
      Key(
        "networks.discriminatorWidth", .whole(1...512),
        "channels after the first layer of the discriminator's towers"),
      Key(
        "networks.discriminatorFeatures", .whole(1...4_096),
        "length of each tower's result, and of the joint layer"),
      Key(
        "networks.discriminatorNormalization", words(NetworkSettings.Normalization.self),
        "normalisation of the discriminator"),
      Key(
        "networks.spectralNorm", .flag,
        "whether the discriminator's weights are divided by their largest singular value"),
      Key(
        "networks.attention", .flag,
        "whether self-attention looks at what two downsamplings leave, in encoders, decoders and towers"
      ),
      Key(
        "networks.residualBlocks", .whole(0...16),
        "residual blocks after an encoder's last downsampling, and before a decoder's first upsampling"
      ),
      Key(
        "networks.pooledSounds", .flag,
        "whether encoders and the discriminator hear a sound column by column, as classifiers do"),
      Key(
        "networks.dropout", .number(0...0.9),
        "share of a sound's features, and of a classifier's, left out at random in training"),
      Key(
        "networks.normalizedFeatures", .flag,
        "whether feature vectors F are divided by the root of their mean square"),
      Key(
        "losses.adversarial", words(LossSettings.Adversarial.self),
        "cross-entropy of equations 1-2, or hinge"),
      Key(
        "losses.pairs", words(LossSettings.Pairs.self),
        "each generated member beside its real partner (equation 1), or both as one pair"),
      Key(
        "losses.correspondence", .flag,
        "whether mismatched real pairs are shown (L_Dw of equation 1)"),
      Key("losses.adversarialWeight", weight, "weight of L_G (equation 2)"),
      Key(
        "losses.imageConsistencyWeight", weight,
        "weight of the terms of equation 3 that end in images"),
      Key(
        "losses.soundConsistencyWeight", weight,
        "weight of the terms of equation 3 that end in sounds"),
      Key(
        "losses.imageReconstructionWeight", weight,
        "direct L1 on the reconstructed image of stage one; not in the paper"),
      Key(
        "losses.soundReconstructionWeight", weight,
        "direct L1 on the reconstructed sound of stage one; not in the paper"),
      Key(
        "losses.imageTranslationWeight", weight,
        "direct L1 on the generated image of stage one; not in the paper"),
      Key(
        "losses.soundTranslationWeight", weight,
        "direct L1 on the generated sound of stage one; not in the paper"),
      Key(
        "losses.featureMatchingWeight", weight,
        "L1 between the discriminator's features of generated and real members; not in the paper"),
      Key(
        "losses.classificationWeight", weight,
        "naming the class from both encoders' features; the paper learns no labels"),
      Key(
        "losses.sharedClassification", .flag,
        "whether one layer names the classes of images' and of sounds' features, or one each"),
      Key(
        "losses.augmentation.encodedImages", .flag,
        "whether the image encoder sees images changed like that too"),
      Key(
        "losses.augmentation.imageShift", .number(0...0.5),
        "largest shift of an image, as a part of its sides"),
      Key(
        "losses.augmentation.imageContrast", .number(0...0.9),
        "largest change of contrast, as a factor's distance from 1"),
      Key(
        "losses.augmentation.imageBrightness", .number(0...2),
        "largest change of brightness; the full range is 2"),
      Key(
        "losses.augmentation.soundShift", .number(0...0.5),
        "largest shift of a spectrogram, as a part of its length"),
      Key(
        "losses.augmentation.soundLevel", .number(0...2),
        "largest change of a spectrogram's level; the full range is 2"),
      Key(
        "losses.augmentation.soundBandShift", .whole(0...64),
        "largest shift of a spectrogram in mel bands, up or down"),
      Key(
        "training.steps", .whole(0...100_000_000),
        "updates of the discriminator (S in Algorithm 1), and the encoders' own steps before them"),
      Key(
        "training.encoderPretrainingSteps", .whole(0...100_000_000),
        "how many of the steps, at the beginning, teach the encoders alone to name the class"),
      Key(
        "training.schedule", words(TrainingSettings.Schedule.self),
        "constant learning rates, or up over 20 steps and down along half a cosine"),
      Key("training.batchSize", .whole(2...65_536), "pairs in a batch, of all ranks together"),
      Key(
        "training.synchronizedNormalization", .flag,
        "whether ranks that train together take batch statistics over the whole batch, or each its own"
      ),
      Key(
        "training.precision", words(Precision.self),
        "single precision, or convolutions that multiply bfloat16: faster, where a processor has it"
      ),
      Key(
        "training.generatorUpdates", .whole(1...100),
        "updates of the generators for one of the discriminator (K in Algorithm 1)"),
      Key(
        "training.imageLatentSamples", .whole(1...64),
        "latent vectors drawn for each image, the nearest to the real one is trained; 1: the paper"
      ),
      Key("training.soundLatentSamples", .whole(1...64), "the same for sounds"),
      Key(
        "training.modalityDropout", .number(0...1),
        "share of pairs of which the multimodal classifier sees one member only"),
    ] + optimizers + [
      Key(
        "training.averageDecay", .number(0...0.999_999),
        "decay of the moving average of encoders and decoders used for conversion; 0: none"),
      Key(
        "data.source", words(DataSettings.Source.self),
        "the built-in orchestra, made in memory, or files below data.root"),
      Key("data.root", .text, "folder or manifest of the files; empty for the orchestra"),
      Key(
        "data.orchestraTrainingPairs", .whole(0...100_000),
        "pairs of each of the orchestra's instruments to train on"),
      Key(
        "data.orchestraValidationPairs", .whole(0...100_000),
        "pairs of each of the orchestra's instruments to validate on"),
      Key("data.balanced", .flag, "whether each class is drawn equally often"),
      Key(
        "data.classPartnerProbability", .number(0...1),
        "probability that a sound is shown beside another image of its class"),
      Key("data.mirrored", .flag, "whether half of the training images are mirrored"),
      Key(
        "data.folds", .whole(0...100),
        "parts for cross-validation, by groups of like stems; 0: the data's own split"),
      Key("data.fold", .whole(0...99), "the part that is validated on, from 0"),
      Key(
        "data.unpairedSounds", .text,
        "folder of sounds without images, [SPLIT/]CLASS/STEM.ending; empty: none"),
      Key(
        "data.unpairedShare", .number(0...1),
        "probability that an unpaired sound of the class is heard in the place of a pair's sound"),
      Key(
        "data.soundAugmentation.equalizerDecibels", .number(0...60),
        "largest gain or loss of a smooth random equaliser before the encoders"),
      Key(
        "data.soundAugmentation.mixShare", .number(0...1),
        "share of pairs' sounds with another of their class mixed in, 0 to 12 dB lower"),
      Key(
        "data.soundAugmentation.noiseShare", .number(0...1),
        "share of pairs' sounds with another noise floor"),
      Key(
        "data.soundAugmentation.quietestNoiseDecibels", .number(-200...0),
        "quietest noise floor, of the sound's peak"),
      Key(
        "data.soundAugmentation.loudestNoiseDecibels", .number(-200...0),
        "loudest noise floor, of the sound's peak"),
      Key(
        "data.soundAugmentation.bandShift", .whole(0...64),
        "largest shift in mel bands, up or down"),
      Key(
        "data.soundAugmentation.timeShift", .number(0...0.5),
        "largest shift in time around the clip, as a part of its length"),
      Key(
        "data.soundAugmentation.mask", .number(0...0.9),
        "widest mask of bands, and of frames, as a part of all"),
      Key("conversion.soundToImage", words(Route.self), "the way from sound to image"),
      Key("conversion.imageToSound", words(Route.self), "the way from image to sound"),
      Key(
        "conversion.imageTemperature", .number(ConversionSettings.temperatures),
        "standard deviation of z when images are made; training has 1"),
      Key(
        "conversion.soundTemperature", .number(ConversionSettings.temperatures),
        "standard deviation of z when sounds are made; training has 1"),
      Key(
        "conversion.soundPostfilter", .number(0...100),
        "exponent of the filter that gives the peaks of made spectrograms their level back; 0: none"
      ),
      Key("output.logEvery", .whole(1...1_000_000), "steps from one line of metrics to the next"),
      Key(
        "output.sampleEvery", .whole(1...1_000_000_000), "steps from one sample sheet to the next"),
      Key(
        "output.checkpointEvery", .whole(1...1_000_000_000), "steps from one checkpoint to the next"
      ),
      Key(
        "output.keepCheckpoints", .whole(1...1_000_000), "newest checkpoints kept, beside the best"),
      Key(
        "output.keepEvery", .whole(0...1_000_000_000),
        "checkpoints of steps that this divides are kept for good; 0: none"),
      Key(
        "faults.maximumRollbacks", .whole(0...1_000),
        "how often a run may go back to a checkpoint after numbers that are not finite"),
      Key(
        "faults.rollbackRate", .number(1e-6...1),
        "factor of both learning rates after each time the run went back"),
      Key(
        "faults.unreadableShare", .number(0...1),
        "share of the training pairs that may be unreadable before the run stops"),
    ]
  }()
}
