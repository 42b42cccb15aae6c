import Autograd
import Configuration
import Layers
import TensorCore

/// The networks of one CMCGAN with their optimizers, and one step of Algorithm 1.
public final class CMCGANModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  public let learners: [Learner]
  /// The judge of pairs.
  public let discriminator: PairDiscriminator
  private let loss: AdversarialLoss
  private let head: ClassHead?

  /// Fresh networks, drawn from the configuration's seed; classes are needed only to learn labels.
  public init(_ configuration: Configuration, classes: Int = 0) {
    self.configuration = configuration
    var generatorSource = configuration.weights(.generatorWeights)
    var discriminatorSource = configuration.weights(.discriminatorWeights)
    generator = Generator(configuration, from: &generatorSource)
    discriminator = PairDiscriminator(configuration, from: &discriminatorSource)
    head =
      configuration.losses.classificationWeight > 0
      ? ClassHead(configuration, classes: classes) : nil
    loss = AdversarialLoss(settings: configuration.losses)
    let trained: [(any Parameterized)?] = [generator, head]
    learners = [
      configuration.generatorLearner(
        trained.compactMap { $0 }, updatesPerStep: configuration.training.generatorUpdates),
      configuration.discriminatorLearner([discriminator]),
    ]
  }

  /// One step of Algorithm 1: forward, one update of the discriminator, K of the generators.
  ///
  /// The generators run once; the discriminator learns from their results as constants, then, updated,
  /// is applied to the same results on the generators' open tape. So with K = 1 no forward pass of
  /// the generators is done twice.
  public func takeStep(_ step: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    for update in 0..<configuration.training.generatorUpdates {
      let tape = Tape()
      let pass = Pass.training(tape, in: context)
      let latents = generator.nearestLatents(batch, in: context)
      let one = generator.stageOne(batch, latents: latents, in: pass)
      if update == 0 {
        let (value, gradients) = discriminatorGradients(
          batch, image: one.generatedImage.value, sound: one.generatedSound.value, in: context)
        learners[1].update(gradients, &losses)
        losses[.discriminator] = value
      }
      let total = generatorLoss(batch, one, latents, in: pass, &losses)
      let gradients = tape.gradients(
        of: total, for: learners[0].parameters, reduction: context.reduction)
      learners[0].update(gradients, &losses)
    }
    learners[0].follow(step: step)
    return losses
  }

  public func classificationLoss(_ batch: Batch, in pass: Pass) -> Variable? {
    guard let head else { return nil }
    return head.loss(
      generator.imageFeatures(batch, in: pass), generator.soundFeatures(batch, in: pass),
      labels: batch.labels, in: pass)
  }

  /// The discriminator's loss on a batch and results of stage one, with its gradients.
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

  /// The generators' loss on a batch with its gradients, from a forward pass of its own.
  public func generatorGradients(
    _ batch: Batch, in context: StepContext
  ) -> (losses: Losses, gradients: [Tensor]) {
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let latents = generator.nearestLatents(batch, in: context)
    let one = generator.stageOne(batch, latents: latents, in: pass)
    var losses = Losses()
    let total = generatorLoss(batch, one, latents, in: pass, &losses)
    let gradients = tape.gradients(
      of: total, for: learners[0].parameters, reduction: context.reduction)
    return (losses, gradients)
  }

  private func generatorLoss(
    _ batch: Batch, _ one: Generator.StageOne, _ latents: Latents, in pass: Pass,
    _ losses: inout Losses
  ) -> Variable {
    let settings = configuration.losses
    // The discriminator is only looked through here: its running statistics stay as they are.
    let judging = pass.keepingState
    let images = AdversarialLoss.Members(
      real: imageTower(Variable(batch.image), .real, batch, judging), wrong: nil,
      generated: imageTower(one.generatedImage, .generated, batch, judging))
    let sounds = AdversarialLoss.Members(
      real: soundTower(Variable(batch.sound), .real, batch, judging), wrong: nil,
      generated: soundTower(one.generatedSound, .generated, batch, judging))
    let adversarial = loss.generatorLoss(
      loss.generatorTerms(images: images, sounds: sounds) {
        discriminator.score(image: $0, sound: $1, in: judging)
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
    var total = one.directLosses(to: batch, weights: settings, &losses)
    func add(_ weight: Double, _ term: @autoclosure () -> Variable) {
      if weight != 0 { total = total + Scalar(weight) * term() }
    }
    add(settings.adversarialWeight, adversarial)
    add(settings.imageConsistencyWeight, imageConsistency)
    add(settings.soundConsistencyWeight, soundConsistency)
    if settings.featureMatchingWeight > 0 {
      let matching =
        images.generated.meanAbsoluteError(to: images.real.value)
        + sounds.generated.meanAbsoluteError(to: sounds.real.value)
      losses[.featureMatching] = matching.value.item
      add(settings.featureMatchingWeight, matching)
    }
    if let head {
      let error = head.loss(one.imageFeatures, one.soundFeatures, labels: batch.labels, in: pass)
      losses[.classification] = error.value.item
      add(settings.classificationWeight, error)
    }
    losses[.total] = total.value.item
    return total
  }

  private func imageTower(
    _ image: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> Variable {
    discriminator.imageTower(batch.augmentation?.image(image, member) ?? image, in: pass)
  }

  private func soundTower(
    _ sound: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> Variable {
    discriminator.soundTower(batch.augmentation?.sound(sound, member) ?? sound, in: pass)
  }
}

/// Names the class of both encoders' feature vectors while they train; not in the paper.
private struct ClassHead: Parameterized {
  private let image: Dense
  /// Nothing where one layer names both.
  private let sound: Dense?

  init(_ configuration: Configuration, classes: Int) {
    var source = configuration.weights(.classifierWeights)
    let features = configuration.networks.featureSize
    func dense(_ name: String) -> Dense {
      Dense(name, inputs: features, outputs: max(1, classes), from: &source)
    }
    image = dense("head.image")
    sound = configuration.losses.sharedClassification ? nil : dense("head.sound")
  }

  var parameters: [Parameter] { image.parameters + (sound?.parameters ?? []) }

  func loss(
    _ imageFeatures: Variable, _ soundFeatures: Variable, labels: [Int], in pass: Pass
  ) -> Variable {
    image(imageFeatures, in: pass).meanCrossEntropy(labels: labels)
      + (sound ?? image)(soundFeatures, in: pass).meanCrossEntropy(labels: labels)
  }
}
