/// The networks of a model with their optimizers, by the role that they play in training.
///
/// A kind of model has either a classifier, or generating networks with or without a discriminator.
public enum NetworkRoles {
  /// Encoders and decoders, with what teaches them; trained alone or against a discriminator.
  case generator(OptimizedNetworks, discriminator: OptimizedNetworks? = nil)
  /// A classifier.
  case classifier(OptimizedNetworks)

  /// Those that are used after training, with what only teaches them.
  public var used: OptimizedNetworks {
    switch self {
    case .generator(let networks, _), .classifier(let networks): networks
    }
  }

  /// The generator and what teaches it; `nil` in a classifier.
  public var generator: OptimizedNetworks? {
    if case .generator(let networks, _) = self { networks } else { nil }
  }

  /// The discriminator; `nil` where nothing is discriminated.
  public var discriminator: OptimizedNetworks? {
    if case .generator(_, let discriminator) = self { discriminator } else { nil }
  }

  /// The classifier; `nil` in a model that generates.
  public var classifier: OptimizedNetworks? {
    if case .classifier(let networks) = self { networks } else { nil }
  }

  /// All of them, in the order of a checkpoint: those that are used first.
  public var all: [OptimizedNetworks] { [used] + [discriminator].compactMap { $0 } }
}
