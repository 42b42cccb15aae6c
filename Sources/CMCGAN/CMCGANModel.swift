import Autograd
import TensorCore

/// The networks of one CMCGAN with their optimizers, and one step of Algorithm 1.
public final class CMCGANModel {
  /// What the model was made from.
  public let configuration: Configuration
  /// Encoders and decoders.
  public let generator: Generator
  /// The judge of pairs.
  public let discriminator: PairDiscriminator
  private let loss: AdversarialLoss
  private let generatorOptimizer: Adam
  private let discriminatorOptimizer: Adam
  private let average: WeightAverage?

  /// Fresh networks, drawn from the configuration's seed.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    let settings = configuration.networks
    func source(_ purpose: RandomPurpose) -> WeightSource {
      WeightSource(
        kind: settings.initialization, seed: UInt64(truncatingIfNeeded: configuration.seed),
        stream: purpose.rawValue)
    }
    var generatorSource = source(.generatorWeights)
    var discriminatorSource = source(.discriminatorWeights)
    generator = Generator(configuration, from: &generatorSource)
    discriminator = PairDiscriminator(configuration, from: &discriminatorSource)
    loss = AdversarialLoss(settings: configuration.losses)
    generatorOptimizer = Adam(
      "generatorOptimizer", configuration.training.generator, of: generator.parameters)
    discriminatorOptimizer = Adam(
      "discriminatorOptimizer", configuration.training.discriminator, of: discriminator.parameters)
    average =
      configuration.training.averageDecay > 0
      ? WeightAverage(
        "average", decay: configuration.training.averageDecay, of: generator.parameters) : nil
  }

  /// Everything that a checkpoint keeps, by name, in a stable order.
  public var state: [Parameter] {
    networkState + (average?.averages ?? [])
      + generatorOptimizer.moments + discriminatorOptimizer.moments
  }

  /// All networks: encoders, decoders and the discriminator.
  public var networkState: [Parameter] {
    inferenceState + discriminator.parameters + discriminator.buffers
  }

  /// What conversion needs: encoders and decoders.
  public var inferenceState: [Parameter] { generator.parameters + generator.buffers }

  /// Goes on after `steps` steps whose state has been put into `state`.
  public func resume(after steps: Int) {
    discriminatorOptimizer.resume(after: steps)
    generatorOptimizer.resume(after: steps * configuration.training.generatorUpdates)
  }

  /// The factor of both learning rates: 1 unless a run had to go back.
  public var learningRateFactor: Double {
    get { generatorOptimizer.learningRateFactor }
    set {
      generatorOptimizer.learningRateFactor = newValue
      discriminatorOptimizer.learningRateFactor = newValue
    }
  }

  /// Runs `body` with the averaged weights, where the configuration asks for an average.
  public func withAveragedWeights<R>(_ body: () throws -> R) rethrows -> R {
    try average?.substituted(body) ?? body()
  }

  /// The losses of one step, before weighting, as they are minimised.
  public struct Losses: Sendable, Equatable {
    /// -(L_Dw + L_Df) of equation 1, or the chosen variant.
    public var discriminator: Scalar = 0
    /// -L_G of equation 2, or the chosen variant.
    public var generator: Scalar = 0
    /// L_cons of equation 3: the sum of its four terms.
    public var consistency: Scalar = 0
    /// The part of equation 3 that ends in sounds.
    public var soundConsistency: Scalar = 0
    /// Mean L1 of the same-modality pictures of stage one to the real ones.
    public var imageReconstruction: Scalar = 0
    /// Mean L1 of the same-modality sounds of stage one to the real ones.
    public var soundReconstruction: Scalar = 0
    /// Everything that the generators minimise, weighted.
    public var total: Scalar = 0

    /// Whether no gradient of the step was infinite or NaN.
    public var gradientsAreFinite = true

    /// Losses of 0, to be filled in.
    public init() {}

    /// Whether losses and gradients are numbers to go on with.
    public var areFinite: Bool {
      discriminator.isFinite && total.isFinite && gradientsAreFinite
    }
  }

  /// One step of Algorithm 1: forward, one update of the discriminator, K of the generators.
  ///
  /// The generators run once; the discriminator learns from their results as constants, then, updated,
  /// is applied to the same results on the generators' open tape. So with K = 1 no forward pass of
  /// the generators is done twice.
  ///
  /// - Parameters:
  ///   - batch: what the step sees.
  ///   - step: its number, from 1.
  /// - Returns: the losses before the updates.
  public func train(on batch: Batch, step: Int) -> Losses {
    var losses = Losses()
    for update in 0..<configuration.training.generatorUpdates {
      let tape = Tape()
      let pass = Pass.training(tape)
      let one = generator.stageOne(
        image: Variable(batch.image), sound: Variable(batch.sound), latent: batch.latent, in: pass)
      if update == 0 {
        let (value, gradients) = discriminatorGradients(
          batch, image: one.generatedImage.value, sound: one.generatedSound.value)
        learn(discriminatorOptimizer, gradients, &losses)
        losses.discriminator = value
      }
      let total = generatorLoss(batch, one, in: pass, losses: &losses)
      let gradients = tape.gradients(of: total, for: generator.parameters)
      learn(generatorOptimizer, gradients, &losses)
    }
    average?.update(step: step)
    return losses
  }

  private func learn(_ optimizer: Adam, _ gradients: [Tensor], _ losses: inout Losses) {
    if !gradients.allSatisfy({ isFinite($0) }) { losses.gradientsAreFinite = false }
    optimizer.update(gradients)
  }

  /// The discriminator's loss on a batch and results of stage one, with its gradients.
  public func discriminatorGradients(
    _ batch: Batch, image: Tensor, sound: Tensor
  ) -> (loss: Scalar, gradients: [Tensor]) {
    let tape = Tape()
    let pass = Pass.training(tape)
    let needsWrong = configuration.losses.correspondence
    let images = AdversarialLoss.Members(
      real: seen(Variable(batch.image), .real, batch, pass),
      wrong: needsWrong ? seen(Variable(batch.wrongImage), .wrong, batch, pass) : nil,
      generated: seen(Variable(image), .generated, batch, pass))
    let sounds = AdversarialLoss.Members(
      real: heard(Variable(batch.sound), .real, batch, pass),
      wrong: needsWrong ? heard(Variable(batch.wrongSound), .wrong, batch, pass) : nil,
      generated: heard(Variable(sound), .generated, batch, pass))
    let terms = loss.discriminatorTerms(images: images, sounds: sounds) {
      discriminator.score(seen: $0, heard: $1, in: pass)
    }
    let value = loss.discriminatorLoss(terms)
    return (value.value.item, tape.gradients(of: value, for: discriminator.parameters))
  }

  /// The generators' loss on a batch with its gradients, from a forward pass of its own.
  public func generatorGradients(_ batch: Batch) -> (losses: Losses, gradients: [Tensor]) {
    let tape = Tape()
    let pass = Pass.training(tape)
    let one = generator.stageOne(
      image: Variable(batch.image), sound: Variable(batch.sound), latent: batch.latent, in: pass)
    var losses = Losses()
    let total = generatorLoss(batch, one, in: pass, losses: &losses)
    return (losses, tape.gradients(of: total, for: generator.parameters))
  }

  private func generatorLoss(
    _ batch: Batch, _ one: Generator.StageOne, in pass: Pass, losses: inout Losses
  ) -> Variable {
    let settings = configuration.losses
    // The discriminator is only looked through here: its running statistics stay as they are.
    let judging = pass.keepingState
    let images = AdversarialLoss.Members(
      real: seen(Variable(batch.image), .real, batch, judging), wrong: nil,
      generated: seen(one.generatedImage, .generated, batch, judging))
    let sounds = AdversarialLoss.Members(
      real: heard(Variable(batch.sound), .real, batch, judging), wrong: nil,
      generated: heard(one.generatedSound, .generated, batch, judging))
    let adversarial = loss.generatorLoss(
      loss.generatorTerms(images: images, sounds: sounds) {
        discriminator.score(seen: $0, heard: $1, in: judging)
      })

    let two = generator.stageTwo(one, latent: batch.latent, in: pass)
    let imageConsistency =
      two.returnedImage.meanAbsoluteError(to: batch.image)
      + two.translatedImage.meanAbsoluteError(to: batch.image)
    let soundConsistency =
      two.returnedSound.meanAbsoluteError(to: batch.sound)
      + two.translatedSound.meanAbsoluteError(to: batch.sound)
    let imageReconstruction = one.reconstructedImage.meanAbsoluteError(to: batch.image)
    let soundReconstruction = one.reconstructedSound.meanAbsoluteError(to: batch.sound)

    var total = Variable(Tensor(0))
    func add(_ weight: Double, _ term: @autoclosure () -> Variable) {
      if weight != 0 { total = total + Scalar(weight) * term() }
    }
    add(settings.adversarialWeight, adversarial)
    add(settings.imageConsistencyWeight, imageConsistency)
    add(settings.soundConsistencyWeight, soundConsistency)
    add(settings.imageReconstructionWeight, imageReconstruction)
    add(settings.soundReconstructionWeight, soundReconstruction)
    add(settings.imageTranslationWeight, one.generatedImage.meanAbsoluteError(to: batch.image))
    add(settings.soundTranslationWeight, one.generatedSound.meanAbsoluteError(to: batch.sound))

    losses.generator = adversarial.value.item
    losses.soundConsistency = soundConsistency.value.item
    losses.consistency = imageConsistency.value.item + soundConsistency.value.item
    losses.imageReconstruction = imageReconstruction.value.item
    losses.soundReconstruction = soundReconstruction.value.item
    losses.total = total.value.item
    return total
  }

  private func seen(
    _ image: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> Variable {
    let shown = batch.augmentation.map {
      image.transformed(by: $0.imageTransforms(member), fill: floorValue)
    }
    return discriminator.seen(shown ?? image, in: pass)
  }

  private func heard(
    _ sound: Variable, _ member: Augmentation.Member, _ batch: Batch, _ pass: Pass
  ) -> Variable {
    let shown = batch.augmentation.map {
      sound.transformed(by: $0.soundTransforms(member), fill: floorValue)
    }
    return discriminator.heard(shown ?? sound, in: pass)
  }
}
