import Autograd
import Configuration
import Layers
import TensorCore

/// Scores a pair of an image and a sound: real and of one instrument, or not.
///
/// Each modality has a tower. The towers' features are concatenated, and two dense layers score them. A
/// tower's result can be used in several pairs, so a tower is applied once to each image or sound.
public struct PairDiscriminator: Parameterized {
  private let imageTower: Encoder
  private let soundTower: Encoder
  private let joint: Dense
  private let verdict: Dense

  init(_ configuration: Configuration, from source: inout WeightInitializer) {
    let settings = configuration.networks
    let features = settings.discriminatorFeatures
    func tower(of modality: Modality) -> Encoder {
      Encoder(
        "discriminator.\(modality.rawValue)", of: configuration.pyramid(of: modality),
        width: settings.discriminatorWidth, features: features,
        normalization: settings.discriminatorNormalization.kind,
        spectralNorm: settings.spectralNorm,
        isPooled: settings.pooledSounds && modality == .sound, attention: settings.attention,
        from: &source)
    }
    imageTower = tower(of: .image)
    soundTower = tower(of: .sound)
    joint = Dense(
      "discriminator.joint", inputs: 2 * features, outputs: features,
      spectralNorm: settings.spectralNorm, from: &source)
    verdict = Dense(
      "discriminator.verdict", inputs: features, outputs: 1, spectralNorm: settings.spectralNorm,
      from: &source)
  }

  private var networks: [any Layer] { [imageTower, soundTower, joint, verdict] }
  /// What the discriminator's optimizer changes.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) }
  /// Running statistics and the vectors of the spectral norm.
  public var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The image tower's features of images: [batch, discriminator features].
  ///
  /// `image` is [batch, height, width, 3] in [-1, 1].
  public func imageTower(_ image: Variable, in pass: Pass) -> Variable {
    imageTower(image, in: pass).leakyReLU(slope: 0.2)
  }

  /// The sound tower's features of sounds: [batch, discriminator features].
  ///
  /// `sound` is [batch, bands, frames, 1] in [-1, 1].
  public func soundTower(_ sound: Variable, in pass: Pass) -> Variable {
    soundTower(sound, in: pass).leakyReLU(slope: 0.2)
  }

  /// The scores of pairs before the logistic function, S of equations 1-2: [batch, 1].
  ///
  /// Both arguments are results of the towers, [batch, discriminator features].
  public func score(image: Variable, sound: Variable, in pass: Pass) -> Variable {
    verdict(joint(image.concatenated(with: sound), in: pass).leakyReLU(slope: 0.2), in: pass)
  }
}
