import Autograd
import Configuration
import Layers
import TensorCore

/// Scores an image or a sound against the code of its partner (Chen et al., 2017).
///
/// A tower's features are concatenated with the code, and two dense layers score both. The original
/// repeats the code over 4x4 positions before one convolution. Here both are joined after the tower, as
/// in `PairDiscriminator`, so that baselines differ from CMCGAN in what they learn and not in size.
struct ConditionalDiscriminator: Parameterized {
  private let tower: Encoder
  private let joint: Dense
  private let verdict: Dense

  init(
    _ configuration: Configuration, of modality: Modality, from source: inout WeightInitializer
  ) {
    let settings = configuration.networks
    let features = settings.discriminatorFeatures
    tower = Encoder(
      "discriminator.tower", of: configuration.pyramid(of: modality),
      width: settings.discriminatorWidth, features: features,
      normalization: settings.discriminatorNormalization.kind, spectralNorm: settings.spectralNorm,
      isPooled: settings.pooledSounds && modality == .sound, attention: settings.attention,
      from: &source)
    joint = Dense(
      "discriminator.joint", inputs: features + settings.featureSize, outputs: features,
      spectralNorm: settings.spectralNorm, from: &source)
    verdict = Dense(
      "discriminator.verdict", inputs: features, outputs: 1, spectralNorm: settings.spectralNorm,
      from: &source)
  }

  private var networks: [any Layer] { [tower, joint, verdict] }
  var parameters: [Parameter] { networks.flatMap(\.parameters) }
  var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The scores of images or sounds beside codes [batch, features], before the logistic function.
  func score(_ x: Variable, code: Variable, in pass: Pass) -> Variable {
    let features = tower(x, in: pass).leakyReLU(slope: 0.2)
    return verdict(
      joint(features.concatenated(with: code), in: pass).leakyReLU(slope: 0.2), in: pass)
  }
}
