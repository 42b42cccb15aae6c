import Autograd
import Configuration

/// What a kind of model is, and how it is made: one file in `Kinds` for each.
public struct ModelDefinition: Sendable {
  /// How a training step uses the networks, for `MemoryEstimate`.
  public struct NetworkUse: Sendable {
    /// How often a step applies each encoder.
    var encoderUses = 1
    /// How often a step applies each decoder.
    var decoderUses = 1
    /// The modalities for which the discriminator has a tower; none without a discriminator.
    var discriminated: Set<Modality> = []
  }

  /// The kind.
  public let kind: ModelKind
  let use: NetworkUse
  /// Makes a fresh model for a number of classes.
  let makeModel: @Sendable (Configuration, _ classes: Int) -> any TrainableModel
  /// Makes the networks that are used after training, with weights of zero.
  let makeEmptyNetworks: @Sendable (Configuration, _ classes: Int) -> any Parameterized

  /// A kind with its makers.
  ///
  /// - Parameters:
  ///   - kind: the kind.
  ///   - use: how a step uses the networks.
  ///   - model: makes a fresh model.
  ///   - emptyNetworks: makes the networks that are used after training, with weights of zero: a
  ///     generator where nothing else is said.
  public init(
    _ kind: ModelKind, use: NetworkUse = NetworkUse(),
    model: @escaping @Sendable (Configuration, _ classes: Int) -> any TrainableModel,
    emptyNetworks: @escaping @Sendable (Configuration, _ classes: Int) -> any Parameterized = {
      configuration, _ in Generator(emptyFor: configuration)
    }
  ) {
    self.kind = kind
    self.use = use
    makeModel = model
    makeEmptyNetworks = emptyNetworks
  }
}
