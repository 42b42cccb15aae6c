import Autograd
import Configuration
import Layers
import TensorCore

/// The networks of one CMCGAN with their optimizers, and one step of Algorithm 1.
///
/// The generators minimise equations 2 and 3, the discriminator the joint corresponding adversarial loss
/// (equation 1).
public final class CMCGANModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  /// The discriminator of pairs.
  public let discriminator: PairDiscriminator
  private let head: ClassHead?
  private let backbone: EfficientNetLite0?
  private let loss: AdversarialLoss
  private let optimizedGenerator: OptimizedNetworks
  private let optimizedDiscriminator: OptimizedNetworks

  /// Fresh networks, drawn from the configuration's seed.
  ///
  /// The weights follow from the seed and the sizes alone.
  ///
  /// - Parameters:
  ///   - configuration: sizes, losses and optimizers.
  ///   - classes: how many classes there are; only needed to learn labels.
  ///   - backbone: trained weights, where `configuration.needsBackbone`.
  public init(
    _ configuration: Configuration, classes: Int = 0, backbone: EfficientNetLite0? = nil
  ) {
    self.configuration = configuration
    self.backbone = backbone
    var generatorSource = configuration.weights(.generatorWeights)
    var discriminatorSource = configuration.weights(.discriminatorWeights)
    generator = Generator(configuration, backbone: backbone, from: &generatorSource)
    discriminator = PairDiscriminator(
      configuration, backbone: backbone, from: &discriminatorSource)
    head =
      configuration.losses.classificationWeight > 0
      ? ClassHead(configuration, classes: classes) : nil
    loss = AdversarialLoss(settings: configuration.losses)
    let trained: [(any Parameterized)?] = [generator, head]
    optimizedGenerator = configuration.optimizedGenerator(
      trained.compactMap { $0 }, decoders: generator.decoderParameters,
      updatesPerStep: configuration.training.generatorUpdates)
    optimizedDiscriminator = configuration.optimizedDiscriminator(discriminator)
  }

  public var networks: NetworkRoles {
    .generator(optimizedGenerator, discriminator: optimizedDiscriminator)
  }

  /// One step of Algorithm 1: forward, one update of the discriminator, K updates of the generators.
  ///
  /// The generators run once. The discriminator learns from their results as constants. The updated
  /// discriminator is then applied to the same results on the generators' open tape. So with K = 1 no
  /// forward pass of the generators is done twice.
  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    for update in 0..<configuration.training.generatorUpdates {
      let tape = Tape()
      let pass = Pass.training(tape, in: context)
      let (one, latents) = generator.stageOne(batch, in: pass, of: context)
      if update == 0 {
        let (value, gradients) = discriminatorGradients(
          batch, image: one.generatedImage.value, sound: one.generatedSound.value, in: context)
        optimizedDiscriminator.update(gradients, &losses)
        losses[.discriminator] = value
      }
      let total = generatorLoss(batch, one, latents, in: pass, &losses)
      optimizedGenerator.update(against: total, on: tape, in: context, &losses)
    }
    optimizedGenerator.updateAverage(step: number)
    return losses
  }

  public func pretrainingLoss(on batch: Batch, in pass: Pass) -> Variable? {
    guard let head else { return nil }
    return head.loss(
      generator, batch, generator.features(batch, of: .image, in: pass),
      generator.features(batch, of: .sound, in: pass), in: pass)
  }

  public func autoencoderLoss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    AutoencoderPretraining(
      generator: generator, head: head, backbone: backbone, configuration: configuration
    ).loss(on: batch, step: step, in: pass, of: context, &losses)
  }

  public func translationLoss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    TranslationPretraining(generator: generator, head: head, weights: configuration.losses)
      .loss(on: batch, in: pass, of: context, &losses)
  }

  /// The discriminator's loss on a batch and results of stage one, with its gradients.
  ///
  /// - Parameters:
  ///   - batch: real and mismatched members.
  ///   - image: images generated from the batch's sounds, as constants.
  ///   - sound: sounds generated from the batch's images, as constants.
  ///   - context: what the step is computed with.
  /// - Returns: the loss -(L_Dw + L_Df) of equation 1, and a gradient for each of the discriminator's
  ///   parameters.
  public func discriminatorGradients(
    _ batch: Batch, image: Tensor, sound: Tensor, in context: StepContext
  ) -> (loss: Scalar, gradients: [Tensor]) {
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let needsWrong = configuration.losses.correspondence
    let images = AdversarialLoss.Members(
      real: imageTower(Variable(batch.image), .real, batch, pass),
      wrong: needsWrong ? imageTower(Variable(batch.wrongImage), .wrong, batch, pass) : nil,
      generated: imageTower(Variable(image), .generated, batch, pass))
    let sounds = AdversarialLoss.Members(
      real: soundTower(Variable(batch.sound), .real, batch, pass),
      wrong: needsWrong ? soundTower(Variable(batch.wrongSound), .wrong, batch, pass) : nil,
      generated: soundTower(Variable(sound), .generated, batch, pass))
    let terms = loss.discriminatorTerms(images: images, sounds: sounds) {
      discriminator.score(image: $0, sound: $1, in: pass)
    }
    let value = loss.discriminatorLoss(terms)
    let gradients = tape.gradients(
      of: value, for: discriminator.parameters, reduction: context.reduction)
    return (value.value.item, gradients)
  }

  /// The generators' losses on a batch and the gradients of their weighted sum, from a forward pass of
  /// its own.
  ///
  /// - Returns: the losses, and a gradient for each parameter of `networks.generator`.
  public func generatorGradients(
    _ batch: Batch, in context: StepContext
  ) -> (losses: Losses, gradients: [Tensor]) {
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let (one, latents) = generator.stageOne(batch, in: pass, of: context)
    var losses = Losses()
    let total = generatorLoss(batch, one, latents, in: pass, &losses)
    let gradients = tape.gradients(
      of: total, for: optimizedGenerator.parameters, reduction: context.reduction)
    return (losses, gradients)
  }

  private func generatorLoss(
    _ batch: Batch, _ one: Generator.StageOne, _ latents: Latents, in pass: Pass,
    _ losses: inout Losses
  ) -> Variable {
    let settings = configuration.losses
    // The discriminator is not trained here: its running statistics stay as they are.
    let scoring = pass.keepingState
    let images = AdversarialLoss.Members(
      real: imageTower(Variable(batch.image), .real, batch, scoring), wrong: nil,
      generated: imageTower(one.generatedImage, .generated, batch, scoring))
    let sounds = AdversarialLoss.Members(
      real: soundTower(Variable(batch.sound), .real, batch, scoring), wrong: nil,
      generated: soundTower(one.generatedSound, .generated, batch, scoring))
    let adversarial = loss.generatorLoss(
      loss.generatorTerms(images: images, sounds: sounds) {
        discriminator.score(image: $0, sound: $1, in: scoring)
      })

    let two = generator.stageTwo(one, latents: latents, in: pass)
    let imageConsistency =
      two.returnedImage.meanAbsoluteError(to: batch.image)
      + two.translatedImage.meanAbsoluteError(to: batch.image)
    let soundConsistency =
      two.returnedSound.meanAbsoluteError(to: batch.sound)
      + two.translatedSound.meanAbsoluteError(to: batch.sound)

    losses[.generator] = adversarial.value.item
    losses[.consistency] = imageConsistency.value.item + soundConsistency.value.item
    losses[.soundConsistency] = soundConsistency.value.item
    var total = one.directLosses(
      to: batch, weights: settings, backbone: backbone, in: scoring, &losses)
    func add(_ weight: Double, _ term: @autoclosure () -> Variable) {
      if weight != 0 { total = total + Scalar(weight) * term() }
    }
    add(settings.adversarialWeight, adversarial)
    add(settings.imageConsistencyWeight, imageConsistency)
    add(settings.soundConsistencyWeight, soundConsistency)
    if settings.featureMatchingWeight > 0 {
      // The image part is a mean over the tower's depths.
      let part = 1 / Scalar(images.real.count)
      let matching = zip(images.generated, images.real).reduce(
        sounds.generated.meanAbsoluteError(to: sounds.real.value)
      ) { part * $1.0.meanAbsoluteError(to: $1.1.value) + $0 }
      losses[.featureMatching] = matching.value.item
      add(settings.featureMatchingWeight, matching)
    }
    if let head {
      let error = head.loss(
        generator, batch, one.imageInputFeatures, one.soundFeatures, in: pass)
      losses[.classification] = error.value.item
      add(settings.classificationWeight, error)
      if settings.codeClassificationWeight > 0 {
        let ofCodes = head.codeLoss(
          generator, batch, one.imageInputFeatures, one.soundFeatures, in: pass)
        losses[.codeClassification] = ofCodes.value.item
        add(settings.codeClassificationWeight, ofCodes)
      }
    }
    losses[.total] = total.value.item
    return total
  }

  private func imageTower(
    _ image: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> [Variable] {
    discriminator.imageTower(batch.augmented(image, .image, member), in: pass)
  }

  private func soundTower(
    _ sound: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> Variable {
    discriminator.soundTower(batch.augmented(sound, .sound, member), in: pass)
  }
}
