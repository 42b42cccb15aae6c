import Autograd
import Configuration
import Layers
import TensorCore

/// Scores a pair of an image and a sound: real and of one instrument, or not.
///
/// Each modality has a tower; their results are put side by side and judged by two dense layers. A
/// tower's result can be used in several pairs, so that no image or sound is looked at twice.
public struct PairDiscriminator: Parameterized {
  private let imageTower: Encoder
  private let soundTower: Encoder
  private let joint: Dense
  private let verdict: Dense

  init(_ configuration: Configuration, from source: inout WeightInitializer) {
    let settings = configuration.networks
    let features = settings.discriminatorFeatures
    func tower(_ name: String, _ pyramid: Pyramid, isPooled: Bool = false) -> Encoder {
      Encoder(
        name, of: pyramid, width: settings.discriminatorWidth, features: features,
        normalization: settings.discriminatorNormalization.kind,
        spectralNorm: settings.spectralNorm, isPooled: isPooled, attention: settings.attention,
        from: &source)
    }
    imageTower = tower("discriminator.image", configuration.imagePyramid)
    soundTower = tower(
      "discriminator.sound", configuration.soundPyramid, isPooled: settings.pooledSounds)
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

  /// What the image tower makes of images: [batch, features].
  public func imageTower(_ image: Variable, in pass: Pass) -> Variable {
    imageTower(image, in: pass).leakyReLU(slope: 0.2)
  }

  /// What the sound tower makes of sounds: [batch, features].
  public func soundTower(_ sound: Variable, in pass: Pass) -> Variable {
    soundTower(sound, in: pass).leakyReLU(slope: 0.2)
  }

  /// The scores of pairs, before the logistic function: [batch, 1].
  public func score(image: Variable, sound: Variable, in pass: Pass) -> Variable {
    verdict(joint(image.concatenated(with: sound), in: pass).leakyReLU(slope: 0.2), in: pass)
  }
}
