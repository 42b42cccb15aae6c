import Autograd
import Configuration
import TensorCore

/// The use of trained networks: one modality in, one out.
///
/// Latent vectors are drawn as in training; those that a modality is made with are multiplied by its
/// temperature.
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
  public func canTranslate(_ modality: Modality, to target: Modality, route: Route? = nil) -> Bool {
    let parts = generator.parts
    let encoder: NetworkPart = modality == .image ? .imageEncoder : .soundEncoder
    func decoder(_ modality: Modality) -> NetworkPart {
      modality == .image ? .imageDecoder : .soundDecoder
    }
    let remakes = (route ?? defaultRoute(modality, to: target)) == .reconstruction
    return parts.contains(encoder) && parts.contains(decoder(target))
      && (!remakes || parts.contains(decoder(modality)))
  }

  /// Feature vectors of what comes in, on the way to `target`: [batch, features].
  ///
  /// Through the reconstruction, they are those of the input remade in its own modality. Features of
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

  /// The image or spectrogram that feature vectors stand for.
  public func decoded(_ features: Tensor, to target: Modality, latent: Tensor) -> Tensor {
    decoded(Variable(features), target, latent).value
  }

  /// Translates a batch in one go.
  public func translate(
    _ input: Tensor, _ modality: Modality, to target: Modality, latent: Tensor,
    route: Route? = nil
  ) -> Tensor {
    decoded(
      features(of: input, modality, to: target, latent: latent, route: route), to: target,
      latent: latent)
  }

  /// The way that a modality takes to a target where no other is asked for.
  public func defaultRoute(_ modality: Modality, to target: Modality) -> Route {
    switch (modality, target) {
    case (.sound, .image): conversion.soundToImage
    case (.image, .sound): conversion.imageToSound
    default: .direct
    }
  }

  private func encoded(_ x: Variable, _ modality: Modality) -> Variable {
    switch modality {
    case .image: generator.imageFeatures(x, in: pass)
    case .sound: generator.soundFeatures(x, in: pass)
    }
  }

  private func decoded(_ features: Variable, _ modality: Modality, _ latent: Tensor) -> Variable {
    let latent = scaled(latent, by: Scalar(conversion.temperature(of: modality)))
    return switch modality {
    case .image: generator.image(features, latent: latent, in: pass)
    case .sound: generator.sound(features, latent: latent, in: pass)
    }
  }
}
