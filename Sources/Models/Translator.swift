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
      return encoded(decoded(features, modality, latent), modality).value
    }
  }

  /// Images or spectrograms from feature vectors.
  ///
  /// - Parameters:
  ///   - features: [batch, features], of either modality.
  ///   - target: the modality of the result.
  ///   - latent: latent vectors [batch, latent], before the temperature.
  /// - Returns: images [batch, height, width, 3] or sounds [batch, bands, frames, 1], in [-1, 1].
  public func decoded(_ features: Tensor, to target: Modality, latent: Tensor) -> Tensor {
    decoded(Variable(features), target, latent).value
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
    decoded(
      features(of: input, modality, to: target, latent: latent, route: route), to: target,
      latent: latent)
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

  private func decoded(_ features: Variable, _ modality: Modality, _ latent: Tensor) -> Variable {
    let latent = scaled(latent, by: Scalar(conversion.temperature(of: modality)))
    return generator.decoded(features, to: modality, latent: latent, in: pass)
  }
}
