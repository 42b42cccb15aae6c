import Autograd
import Configuration
import TensorCore

/// What the networks learn from in autoencoder pre-training; not in the paper.
///
/// Each modality is an autoencoder: the L1 of a member's reconstruction, from its own F with a little noise,
/// and the feature loss of an image's.
/// Encoders also learn the classes, and mapping networks learn to reach the codes of the other modality.
/// So decoders know their images and sounds before the adversarial loss begins.
struct AutoencoderPretraining {
  /// Encoders, decoders and mapping networks.
  let generator: Generator
  /// Classifies features; `nil` where no classes are learnt.
  let head: ClassHead?
  /// The network of the feature loss; `nil` where there is none.
  let backbone: EfficientNetLite0?
  /// Weights, noise and the seed of random numbers.
  let configuration: Configuration

  /// The weighted sum of the losses of a step; each value is noted before weighting.
  ///
  /// Autoencoders get the members as they are, without the changes of encoder inputs: these are for
  /// classification and mapping.
  ///
  /// - Parameters:
  ///   - batch: what the step sees.
  ///   - step: its number, which random numbers depend on.
  ///   - pass: where the losses are recorded.
  ///   - context: what the step is computed with.
  ///   - losses: takes the value of each loss.
  /// - Returns: the sum.
  func loss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable {
    let weights = configuration.losses
    var sum = LossSum(losses)
    defer { losses = sum.losses }
    let (image, imageInput) = generator.imageFeatures(of: batch, images: batch.image, in: pass)
    if weights.imageReconstructionWeight > 0 || weights.imageReconstructionFeatureWeight > 0 {
      let reconstructed = reconstruction(image, batch, .image, step: step, in: pass)
      sum.add(
        .imageReconstruction, weights.imageReconstructionWeight,
        reconstructed.meanAbsoluteError(to: batch.image))
      sum.add(
        .imageReconstructionFeatures, weights.imageReconstructionFeatureWeight,
        featureLoss(to: batch.image, with: pass.compute)(reconstructed, in: pass))
    }
    let sound = generator.features(Variable(batch.sound), of: .sound, in: pass)
    sum.add(
      .soundReconstruction, weights.soundReconstructionWeight,
      reconstruction(sound, batch, .sound, step: step, in: pass)
        .meanAbsoluteError(to: batch.sound))
    guard head != nil || weights.imageCodeWeight > 0 || weights.soundCodeWeight > 0 else {
      return sum.total
    }
    let changedSound = generator.features(batch, of: .sound, in: pass)
    func codeLoss(_ features: Variable, from source: Modality, to target: Variable) -> Variable {
      let latent = generator.nearestCodeLatents(batch, features, from: source, to: target, context)
      return generator.code(features, of: source, to: source.other, latent: latent, in: pass)
        .meanSquaredError(to: target.value)
    }
    sum.add(.imageCode, weights.imageCodeWeight, codeLoss(changedSound, from: .sound, to: image))
    sum.add(.soundCode, weights.soundCodeWeight, codeLoss(imageInput, from: .image, to: sound))
    if let head {
      sum.add(
        .classification, weights.classificationWeight,
        head.loss(generator, batch, imageInput, changedSound, in: pass))
      sum.add(
        .codeClassification, weights.codeClassificationWeight,
        head.codeLoss(generator, batch, imageInput, changedSound, in: pass))
    }
    return sum.total
  }

  private func featureLoss(to images: Tensor, with compute: Compute) -> FeatureLoss {
    guard let backbone else { preconditionFailure("the feature loss needs a backbone") }
    return FeatureLoss(backbone, to: images, with: compute)
  }

  /// What a decoder makes of features of its own modality with a little noise, and z = 0 if it reads z.
  private func reconstruction(
    _ features: Variable, _ batch: Batch, _ modality: Modality, step: Int, in pass: Pass
  ) -> Variable {
    let zeros = Tensor(repeating: 0, shape: [features.shape[0], configuration.networks.latentSize])
    return generator.decoded(
      noisy(features, batch.part, modality, step: step), of: modality, to: modality, latent: zeros,
      in: pass)
  }

  /// Features plus `augmentation.codeNoise` times the root of their mean square times N(0, 1).
  private func noisy(
    _ features: Variable, _ part: BatchPart, _ modality: Modality, step: Int
  ) -> Variable {
    let share = Scalar(configuration.augmentation.codeNoise)
    guard share > 0 else { return features }
    let first = modality == .image ? 0 : part.total
    let noise = RandomPurpose.codeNoise.latents(
      seed: configuration.seed, step: step, samples: part.samples.map { first + $0 },
      size: features.shape[1])
    let sizes = meanSquaredErrors(
      features.value, Tensor(repeating: 0, shape: features.shape)
    ).flatMap { square in
      [Scalar](repeating: share * square.squareRoot(), count: features.shape[1])
    }
    return features
      + Variable(product(noise, Tensor(shape: features.shape, elements: sizes)))
  }
}
