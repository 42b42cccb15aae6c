import Autograd
import Configuration
import Layers
import TensorCore

/// The baselines S2I-C, S2I-N, S2I-A and I2S (Chen et al., 2017): one direction at a time.
///
/// The encoder of the source modality learns by itself, as its objective says. Its feature vector, taken
/// as a constant, is the code phi. A decoder generates the other modality from code and z. A
/// discriminator sees a member beside the code. With S its score of a real member, of a wrong one (of
/// another class) and of a generated one, it learns from
///
///     log S_r + 1/2 [log(1 - S_w) + log(1 - S_f)]
///
/// while the decoder maximises log S_f. Without mismatched pairs S_w is left out and S_f counts whole.
/// Encoders and decoders are those of CMCGAN.
public final class ConditionalModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  private let source, target: Modality
  private let objective: any EncoderObjective
  private let usesMismatchedPairs: Bool
  private let discriminator: ConditionalDiscriminator
  private let loss: AdversarialLoss
  private let optimizedGenerator: OptimizedNetworks
  private let optimizedDiscriminator: OptimizedNetworks

  /// Fresh networks, drawn from the configuration's seed.
  ///
  /// - Parameters:
  ///   - configuration: sizes, losses and optimizers.
  ///   - source: the modality that is translated.
  ///   - objective: what its encoder learns from.
  ///   - usesMismatchedPairs: whether the discriminator sees members of another class too.
  ///   - backbone: trained weights, where `configuration.needsBackbone`.
  init(
    _ configuration: Configuration, from source: Modality, objective: any EncoderObjective,
    usesMismatchedPairs: Bool, backbone: EfficientNetLite0? = nil
  ) {
    self.configuration = configuration
    (self.source, target) = (source, source.other)
    self.objective = objective
    self.usesMismatchedPairs = usesMismatchedPairs
    var generatorSource = configuration.weights(.generatorWeights)
    var discriminatorSource = configuration.weights(.discriminatorWeights)
    generator = Generator(configuration, backbone: backbone, from: &generatorSource)
    discriminator = ConditionalDiscriminator(configuration, of: target, from: &discriminatorSource)
    loss = AdversarialLoss(settings: configuration.losses)
    optimizedGenerator = configuration.optimizedGenerator(
      [generator, objective], decoders: generator.decoderParameters)
    optimizedDiscriminator = configuration.optimizedDiscriminator(discriminator)
  }

  public var networks: NetworkRoles {
    .generator(optimizedGenerator, discriminator: optimizedDiscriminator)
  }

  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let features = generator.features(batch, of: source, in: pass)
    let code = features.constant
    let partners = batch.members(of: target)
    let latent = NearestLatent.nearest(of: batch.latents[target], to: partners) {
      generator.decoded(
        code, of: source, to: target, latent: $0, in: .rehearsal(in: context)
      ).value
    }
    let generated = generator.decoded(
      code, of: source, to: target, latent: latent, in: pass)

    trainDiscriminator(batch, generated: generated.value, code: code, in: context, &losses)
    var total = objective.loss(of: features, batch, generator, in: pass, &losses)
    // The discriminator is not trained here: its running statistics stay as they are.
    let score = discriminator.score(
      batch.augmented(generated, target, .generated), code: code, in: pass.keepingState)
    let adversarial = loss.generatorLoss([.init(score: score, isReal: true, weight: 1)])
    let translation = generated.meanAbsoluteError(to: partners)
    total = total + Scalar(configuration.losses.adversarialWeight) * adversarial
    let weight = configuration.losses.translationWeight(to: target)
    if weight != 0 { total = total + Scalar(weight) * translation }
    losses[.generator] = adversarial.value.item
    losses[.translation(to: target)] = translation.value.item
    optimizedGenerator.minimize(total, on: tape, step: number, in: context, &losses)
    return losses
  }

  public func pretrainingLoss(on batch: Batch, in pass: Pass) -> Variable? {
    objective.pretrainingLoss(
      of: generator.features(batch, of: source, in: pass), batch, in: pass)
  }

  private func trainDiscriminator(
    _ batch: Batch, generated: Tensor, code: Variable, in context: StepContext,
    _ losses: inout Losses
  ) {
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    func term(_ x: Tensor, _ member: Augmentation.Member, weight: Scalar) -> AdversarialLoss.Term {
      let input = batch.augmented(Variable(x), target, member)
      return AdversarialLoss.Term(
        score: discriminator.score(input, code: code, in: pass), isReal: member == .real,
        weight: weight)
    }
    let share: Scalar = usesMismatchedPairs ? 0.5 : 1
    var terms = [term(batch.members(of: target), .real, weight: 1)]
    if usesMismatchedPairs {
      terms.append(term(batch.wrongMembers(of: target), .wrong, weight: share))
    }
    terms.append(term(generated, .generated, weight: share))
    let value = loss.discriminatorLoss(terms)
    losses[.discriminator] = value.value.item
    optimizedDiscriminator.update(against: value, on: tape, in: context, &losses)
  }
}
