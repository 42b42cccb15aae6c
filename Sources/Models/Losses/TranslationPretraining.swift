import Autograd
import Configuration
import TensorCore

/// What the networks learn from in translation pre-training; not in the paper.
///
/// Images are done: their encoder and decoder stay as they are, and F of an image is a constant. What
/// sounds need learns with the losses of stage one: their encoder and decoder, the mapping networks and the
/// classes. No image is decoded, and the discriminator waits, so a step costs a fraction of a whole one.
struct TranslationPretraining {
  /// Encoders, decoders and mapping networks.
  let generator: Generator
  /// Classifies features; `nil` where no classes are learnt.
  let head: ClassHead?
  /// The weight of each loss.
  let weights: LossSettings

  /// The weighted sum of the losses of a step; each value is noted before weighting.
  ///
  /// - Parameters:
  ///   - batch: what the step sees.
  ///   - pass: where the losses are recorded.
  ///   - context: what the step is computed with.
  ///   - losses: takes the value of each loss.
  /// - Returns: the sum.
  func loss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable {
    var sum = LossSum(losses)
    defer { losses = sum.losses }
    let image = generator.imageFeatures(
      of: batch, images: batch.image, in: .rehearsal(in: context))
    let sound = generator.features(batch, of: .sound, in: pass)
    let latents = generator.nearestLatents(batch, image, sound, in: context)
    sum.add(
      .soundReconstruction, weights.soundReconstructionWeight,
      generator.decoded(sound, of: .sound, to: .sound, latent: latents.sound, in: pass)
        .meanAbsoluteError(to: batch.sound))
    let soundCode = generator.code(
      image.input, of: .image, to: .sound, latent: latents.sound, in: pass)
    sum.add(
      .soundTranslation, weights.soundTranslationWeight,
      generator.decoded(code: soundCode, to: .sound, in: pass).meanAbsoluteError(to: batch.sound))
    sum.add(.soundCode, weights.soundCodeWeight, soundCode.meanSquaredError(to: sound.value))
    sum.add(
      .imageCode, weights.imageCodeWeight,
      generator.code(sound, of: .sound, to: .image, latent: latents.image, in: pass)
        .meanSquaredError(to: image.own.value))
    if let head {
      sum.add(
        .classification, weights.classificationWeight,
        head.loss(generator, batch, image.input, sound, in: pass))
      sum.add(
        .codeClassification, weights.codeClassificationWeight,
        head.codeLoss(generator, batch, image.input, sound, in: pass))
    }
    return sum.total
  }
}
