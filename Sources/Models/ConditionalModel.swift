import Autograd
import Configuration
import Layers
import TensorCore

/// The baselines S2I-C, S2I-N, S2I-A and I2S (Chen and others, 2017): one direction at a time.
///
/// The encoder of what comes in learns by itself, to name the class (C, N, I2S) or to reconstruct (A);
/// its feature vector, taken as it is, is the code phi. A decoder makes the other modality of code and
/// z, and a discriminator that sees the code learns, with S of a real member, a wrong one (of another
/// class) and a generated one beside the code, from
///
///     log S_r + 1/2 [log(1 - S_w) + log(1 - S_f)]
///
/// while the decoder maximises log S_f. Without mismatched pairs (N) S_w is left out and S_f counts
/// whole. Encoders and decoders are those of CMCGAN.
public final class ConditionalModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  public let learners: [Learner]
  private let head: Dense?
  private let discriminator: ConditionalDiscriminator
  private let loss: AdversarialLoss

  /// Fresh networks, drawn from the configuration's seed.
  public init(_ configuration: Configuration, classes: Int) {
    self.configuration = configuration
    var generatorSource = configuration.weights(.generatorWeights)
    var headSource = configuration.weights(.classifierWeights)
    var discriminatorSource = configuration.weights(.discriminatorWeights)
    generator = Generator(configuration, from: &generatorSource)
    head =
      configuration.model == .s2iA
      ? nil
      : Dense(
        "head", inputs: configuration.networks.featureSize, outputs: max(1, classes),
        from: &headSource)
    discriminator = ConditionalDiscriminator(
      configuration,
      of: configuration.model == .i2s ? configuration.soundPyramid : configuration.imagePyramid,
      from: &discriminatorSource)
    loss = AdversarialLoss(settings: configuration.losses)
    let trained: [(any Parameterized)?] = [generator, head]
    learners = [
      configuration.generatorLearner(trained.compactMap { $0 }),
      configuration.discriminatorLearner([discriminator]),
    ]
  }

  private var makesSound: Bool { configuration.model == .i2s }

  public func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let features = encoded(batch, in: pass)
    let code = features.constant
    let target = makesSound ? batch.sound : batch.image
    let latentSamples = makesSound ? batch.latents.sound : batch.latents.image
    let latent = NearestLatent.nearest(of: latentSamples, to: target) {
      decoded(code, $0, in: .rehearsal(in: context)).value
    }
    let made = decoded(code, latent, in: pass)

    evaluator(batch, made: made.value, code: code, in: context, &losses)
    var total = teaching(features, batch, in: pass, &losses)
    // The discriminator is only looked through here: its running statistics stay as they are.
    let score = discriminator.score(
      shown(made, .generated, batch), code: code, in: pass.keepingState)
    let adversarial = loss.generatorLoss([.init(score: score, isReal: true, weight: 1)])
    let settings = configuration.losses
    let translation = made.meanAbsoluteError(to: target)
    total = total + Scalar(settings.adversarialWeight) * adversarial
    let weight = makesSound ? settings.soundTranslationWeight : settings.imageTranslationWeight
    if weight != 0 { total = total + Scalar(weight) * translation }
    losses[.generator] = adversarial.value.item
    losses[makesSound ? .soundTranslation : .imageTranslation] = translation.value.item
    minimize(total, on: tape, step: step, in: context, &losses)
    return losses
  }

  private func encoded(_ batch: Batch, in pass: Pass) -> Variable {
    makesSound
      ? generator.imageFeatures(batch, in: pass) : generator.soundFeatures(batch, in: pass)
  }

  private func decoded(_ code: Variable, _ latent: Tensor, in pass: Pass) -> Variable {
    makesSound
      ? generator.sound(code, latent: latent, in: pass)
      : generator.image(code, latent: latent, in: pass)
  }

  public func classificationLoss(_ batch: Batch, in pass: Pass) -> Variable? {
    classificationLoss(encoded(batch, in: pass), batch, in: pass)
  }

  private func classificationLoss(_ features: Variable, _ batch: Batch, in pass: Pass) -> Variable?
  {
    head.map { $0(features, in: pass).meanCrossEntropy(labels: batch.labels) }
  }

  /// What the encoder learns from: naming the class, or reconstructing with a latent vector of zeros.
  private func teaching(
    _ features: Variable, _ batch: Batch, in pass: Pass, _ losses: inout Losses
  ) -> Variable {
    guard let error = classificationLoss(features, batch, in: pass) else {
      let still = Tensor(
        repeating: 0, shape: [features.shape[0], configuration.networks.latentSize])
      let error = generator.sound(features, latent: still, in: pass)
        .meanAbsoluteError(to: batch.sound)
      losses[.soundReconstruction] = error.value.item
      return error
    }
    losses[.classification] = error.value.item
    return error
  }

  private func evaluator(
    _ batch: Batch, made: Tensor, code: Variable, in context: StepContext, _ losses: inout Losses
  ) {
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    func score(_ x: Tensor, _ member: Augmentation.Member) -> Variable {
      discriminator.score(shown(Variable(x), member, batch), code: code, in: pass)
    }
    let usesMismatch = configuration.model != .s2iN
    let share: Scalar = usesMismatch ? 0.5 : 1
    var terms = [
      AdversarialLoss.Term(
        score: score(makesSound ? batch.sound : batch.image, .real), isReal: true, weight: 1)
    ]
    if usesMismatch {
      let wrong = score(makesSound ? batch.wrongSound : batch.wrongImage, .wrong)
      terms.append(.init(score: wrong, isReal: false, weight: share))
    }
    terms.append(.init(score: score(made, .generated), isReal: false, weight: share))
    let value = loss.discriminatorLoss(terms)
    losses[.discriminator] = value.value.item
    let gradients = tape.gradients(
      of: value, for: learners[1].parameters, reduction: context.reduction)
    learners[1].update(gradients, &losses)
  }

  private func shown(_ x: Variable, _ member: Augmentation.Member, _ batch: Batch) -> Variable {
    guard let augmentation = batch.augmentation else { return x }
    return makesSound
      ? augmentation.sound(x, member) : augmentation.image(x, member)
  }
}
