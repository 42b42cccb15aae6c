import TensorCore

/// What random numbers are for.
///
/// Each purpose has a stream of its own, keyed by seed, step and sample. So a new purpose changes no number
/// of the others, and a resumed run draws what an uninterrupted one draws.
public enum RandomPurpose: UInt32, Sendable {
  /// The start of encoders and decoders.
  case generatorWeights = 1
  /// The start of the discriminator.
  case discriminatorWeights
  /// The latent vectors of training.
  case latent
  /// The order of the training pairs.
  case order
  /// The choice of mismatched images and sounds.
  case mismatch
  /// The choice of another image of the class.
  case classPartnerProbability
  /// Which training images are mirrored.
  case mirroring
  /// Augmentation of the discriminator's inputs.
  case augmentation
  /// The latent vectors of sample sheets.
  case samples
  /// The latent vectors of conversion and evaluation.
  case conversion
  /// The start of classifiers.
  case classifierWeights
  /// What dropout leaves out.
  case dropout
  /// Which modality the multimodal classifier has to do without.
  case modalityDropout
  /// Which unpaired sound takes the place of a pair's, and which part of it.
  case unpairedSound
  /// Changes of what encoders hear.
  case soundAugmentation
  /// The noise on codes in autoencoder pre-training.
  case codeNoise
  /// Which unpaired image takes the place of a pair's, and how it is changed.
  case unpairedImage

  /// The stream of this purpose.
  ///
  /// The same arguments always give the same numbers. No two purposes share a stream.
  public func stream(seed: Int, step: Int = 0, sample: Int = 0) -> RandomStream {
    RandomStream(
      seed: UInt64(truncatingIfNeeded: seed), stream: rawValue,
      step: UInt32(truncatingIfNeeded: step), sample: UInt32(truncatingIfNeeded: sample))
  }

  /// Latent vectors z ~ N(0, 1), each drawn from its own stream: [count, size].
  ///
  /// A vector depends on the seed, the step and its own sample number only, so parts of a batch can be drawn
  /// apart.
  public func latents(seed: Int, step: Int = 0, samples: some Collection<Int>, size: Int)
    -> Tensor
  {
    Tensor(shape: [samples.count, size]) { out in
      for (row, sample) in samples.enumerated() {
        var random = stream(seed: seed, step: step, sample: sample)
        for i in 0..<size { out[row * size + i] = Scalar(random.normal()) }
      }
    }
  }
}
