import Autograd
import Configuration
import TensorCore

/// A pair of autoencoders with one feature space: stage one of CMCGAN with L1 alone.
///
/// It has no discriminator and no stage two, so it shows what the adversarial and the consistency losses
/// bring.
public final class AutoencoderModel: GeneratingModel {
  public let configuration: Configuration
  public let generator: Generator
  private let backbone: EfficientNetLite0?
  private let optimizedGenerator: OptimizedNetworks

  /// Fresh networks, drawn from the configuration's seed; `backbone` where `configuration.needsBackbone`.
  public init(_ configuration: Configuration, backbone: EfficientNetLite0? = nil) {
    self.configuration = configuration
    self.backbone = backbone
    var source = configuration.weights(.generatorWeights)
    generator = Generator(configuration, backbone: backbone, from: &source)
    optimizedGenerator = configuration.optimizedGenerator(
      [generator], decoders: generator.decoderParameters)
  }

  public var networks: NetworkRoles { .generator(optimizedGenerator) }

  public func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    var losses = Losses()
    let tape = Tape()
    let pass = Pass.training(tape, in: context)
    let one = generator.stageOne(batch, in: pass, of: context).results
    let total = one.directLosses(
      to: batch, weights: configuration.losses, backbone: backbone, in: pass, &losses)
    optimizedGenerator.minimize(total, on: tape, step: number, in: context, &losses)
    return losses
  }

  public func autoencoderLoss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    AutoencoderPretraining(
      generator: generator, head: nil, backbone: backbone, configuration: configuration
    ).loss(on: batch, step: step, in: pass, of: context, &losses)
  }

  public func translationLoss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    TranslationPretraining(generator: generator, head: nil, weights: configuration.losses)
      .loss(on: batch, in: pass, of: context, &losses)
  }
}
