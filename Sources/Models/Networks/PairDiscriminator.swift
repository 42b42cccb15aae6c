import Autograd
import Configuration
import Layers
import TensorCore

/// Scores a pair of an image and a sound: real and of one instrument, or not.
///
/// Each modality has a tower. An image's features are concatenated with those of a sound, and two dense layers
/// score them. A tower's result can be used in several pairs, so a tower is applied once to each image or
/// sound.
///
/// An image tower of convolutions gives features once. One of EfficientNet-Lite0 gives them at four depths, and
/// each depth has a score of its own: one is of details, another of the whole image.
public struct PairDiscriminator: Parameterized {
  private let imageTower: any ImageTower
  private let soundTower: Encoder
  private let joints: [Dense]
  private let verdicts: [Dense]

  /// A discriminator with fresh weights.
  ///
  /// - Parameters:
  ///   - configuration: the shape of the networks.
  ///   - backbone: needed where `networks.discriminatorImageTower` says so.
  ///   - source: draws the weights.
  init(
    _ configuration: Configuration, backbone: EfficientNetLite0? = nil,
    from source: inout WeightInitializer
  ) {
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
    switch settings.discriminatorImageTower {
    case .convolutions:
      imageTower = ConvolutionTower(encoder: tower(of: .image), features: features)
    case .efficientNetLite0:
      guard let backbone else { preconditionFailure("this discriminator needs a backbone") }
      imageTower = ProjectedTower("discriminator.image", backbone, from: &source)
    }
    soundTower = tower(of: .sound)
    let isBounded = settings.spectralNorm || imageTower.needsBoundedScores
    var joints: [Dense] = []
    var verdicts: [Dense] = []
    for (depth, size) in imageTower.features.enumerated() {
      let suffix = imageTower.features.count > 1 ? ".\(depth)" : ""
      joints.append(
        Dense(
          "discriminator.joint\(suffix)", inputs: size + features, outputs: features,
          spectralNorm: isBounded, from: &source))
      verdicts.append(
        Dense(
          "discriminator.verdict\(suffix)", inputs: features, outputs: 1, spectralNorm: isBounded,
          from: &source))
    }
    (self.joints, self.verdicts) = (joints, verdicts)
  }

  private var networks: [any Layer] {
    [imageTower.layers, [soundTower], joints, verdicts].flatMap { $0 }
  }
  /// What the discriminator's optimizer changes; a backbone is not part of it.
  public var parameters: [Parameter] { networks.flatMap(\.parameters) }
  /// Running statistics and the vectors of the spectral norm.
  public var buffers: [Parameter] { networks.flatMap(\.buffers) }

  /// The length of an image's features at each depth.
  public var imageFeatures: [Int] { imageTower.features }

  /// The image tower's features of images, at each of its depths: [batch, features].
  ///
  /// `image` is [batch, height, width, 3] in [-1, 1].
  public func imageTower(_ image: Variable, in pass: Pass) -> [Variable] {
    imageTower(image, in: pass)
  }

  /// The sound tower's features of sounds: [batch, discriminator features].
  ///
  /// `sound` is [batch, bands, frames, 1] in [-1, 1].
  public func soundTower(_ sound: Variable, in pass: Pass) -> Variable {
    soundTower(sound, in: pass).leakyReLU(slope: 0.2)
  }

  /// The scores of pairs before the logistic function, S of equations 1-2: [batch, depths].
  ///
  /// Both arguments are results of the towers.
  public func score(image: [Variable], sound: Variable, in pass: Pass) -> Variable {
    let scores = image.enumerated().map { depth, features in
      let joint = joints[depth](features.concatenated(with: sound), in: pass)
      return verdicts[depth](joint.leakyReLU(slope: 0.2), in: pass)
    }
    return scores.dropFirst().reduce(scores[0]) { $0.concatenated(with: $1) }
  }

  /// The scores of pairs as one number each, the mean over depths.
  ///
  /// Arguments as in `score`.
  public func meanScores(image: [Variable], sound: Variable, in pass: Pass) -> [Double] {
    let scores = score(image: image, sound: sound, in: pass).value
    return (0..<scores.shape[0]).map { pair in
      scores.row(pair).reduce(0) { $0 + Double($1) } / Double(scores.channels)
    }
  }
}
