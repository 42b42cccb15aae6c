import Autograd
import Configuration
import TensorCore

/// The use of trained networks: one modality in, one out.
///
/// Latent vectors come from the caller, sampled as in training. The translator multiplies those of each
/// target modality by its temperature.
public struct Translator {
  private let generator: Generator
  private let conversion: ConversionSettings
  private let pass: Pass
  /// The length of the latent vector.
  public let latentSize: Int

  /// A translator with a generator's present weights.
  ///
  /// - Parameters:
  ///   - generator: the encoders and decoders.
  ///   - configuration: what the generator was made from, with its routes and temperatures.
  ///   - compute: the kernels and the precision that it translates with.
  public init(_ generator: Generator, _ configuration: Configuration, _ compute: Compute) {
    self.generator = generator
    conversion = configuration.conversion
    pass = .inference(with: compute)
    latentSize = configuration.networks.latentSize
  }

  /// Whether the networks for a translation are there: baselines translate one way only.
  ///
  /// The reconstruction route also needs the decoder of the input's own modality.
  public func canTranslate(_ modality: Modality, to target: Modality, route: Route? = nil) -> Bool {
    let parts = generator.parts
    let reconstructs = (route ?? defaultRoute(modality, to: target)) == .reconstruction
    return parts.contains(.encoder(of: modality)) && parts.contains(.decoder(of: target))
      && (!reconstructs || parts.contains(.decoder(of: modality)))
  }

  /// The feature vectors of an input, on the way to `target`: [batch, features].
  ///
  /// On the route through the reconstruction they are those of the reconstructed input. Features of
  /// several windows of one sound may be averaged before they are decoded.
  public func features(
    of input: Tensor, _ modality: Modality, to target: Modality, latent: Tensor,
    route: Route? = nil
  ) -> Tensor {
    let features = encoded(Variable(input), modality)
    switch route ?? defaultRoute(modality, to: target) {
    case .direct: return features.value
    case .reconstruction:
      let code = code(features.value, of: modality, to: modality, latent: latent)
      return encoded(Variable(decoded(code: code, to: modality)), modality).value
    }
  }

  /// The features of inputs by which a model tells how familiar they are: [batch, length].
  ///
  /// They are the feature vectors F. Of images, they are the pooled features of EfficientNet-Lite0 where it
  /// encodes images: it knows many more things than the classes.
  public func familiarityFeatures(of input: Tensor, _ modality: Modality) -> Tensor {
    if modality == .image, let pooled = generator.pooledFeatures(of: Variable(input), in: pass) {
      return pooled.value
    }
    return encoded(Variable(input), modality).value
  }

  /// Whether there is an encoder of a modality.
  public func canEncode(_ modality: Modality) -> Bool {
    generator.parts.contains(.encoder(of: modality))
  }

  /// What the decoder of `target` reads: [batch, length], where the length depends on the networks.
  ///
  /// Codes of one target may be mixed before they are decoded.
  ///
  /// - Parameters:
  ///   - features: [batch, features], as `features(of:_:to:latent:route:)` gives them.
  ///   - modality: the modality of the input that they are the features of.
  ///   - target: the modality of the result.
  ///   - latent: latent vectors [batch, latent], before the temperature.
  /// - Returns: the features with latent vectors appended, or the codes that a mapping network makes of both.
  public func code(
    _ features: Tensor, of modality: Modality, to target: Modality, latent: Tensor
  ) -> Tensor {
    generator.code(
      Variable(features), of: modality, to: target,
      latent: scaled(latent, by: Scalar(conversion.temperature(of: target))), in: pass
    ).value
  }

  /// Images or spectrograms from codes.
  ///
  /// - Parameters:
  ///   - code: a row for each, of the length that `code` gives.
  ///   - target: the modality of the result.
  /// - Returns: images [batch, height, width, 3] or sounds [batch, bands, frames, 1], in [-1, 1].
  public func decoded(code: Tensor, to target: Modality) -> Tensor {
    generator.decoded(code: Variable(code), to: target, in: pass).value
  }

  /// Translates a batch: encodes it, reconstructs it if the route asks for that, and decodes it.
  ///
  /// - Parameters:
  ///   - input: images [batch, height, width, 3] or sounds [batch, bands, frames, 1].
  ///   - modality: the modality of the input.
  ///   - target: the modality of the result.
  ///   - latent: latent vectors [batch, latent], before the temperature.
  ///   - route: the route; that of the configuration where it is `nil`.
  /// - Returns: images or sounds, in [-1, 1].
  public func translate(
    _ input: Tensor, _ modality: Modality, to target: Modality, latent: Tensor,
    route: Route? = nil
  ) -> Tensor {
    let features = features(of: input, modality, to: target, latent: latent, route: route)
    return decoded(code: code(features, of: modality, to: target, latent: latent), to: target)
  }

  /// Rows [n, features], such as means of features, with the scale of an encoder's features.
  ///
  /// They stay as they are unless the configuration has `networks.normalizedFeatures`.
  public func scaledAsFeatures(_ rows: Tensor) -> Tensor {
    generator.normalized(Variable(rows)).value
  }

  /// The route from a modality to a target where no other is asked for.
  public func defaultRoute(_ modality: Modality, to target: Modality) -> Route {
    switch (modality, target) {
    case (.sound, .image): conversion.soundToImage
    case (.image, .sound): conversion.imageToSound
    default: .direct
    }
  }

  private func encoded(_ x: Variable, _ modality: Modality) -> Variable {
    generator.features(x, of: modality, in: pass)
  }
}
