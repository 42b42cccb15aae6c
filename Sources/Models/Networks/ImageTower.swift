import Autograd
import Layers
import TensorCore

/// The part of a pair discriminator that reads images.
protocol ImageTower {
  /// The length of its features at each depth.
  var features: [Int] { get }
  /// Whether the layers that score its features need the spectral norm.
  var needsBoundedScores: Bool { get }
  /// What learns.
  var layers: [any Layer] { get }
  /// The features of images [batch, height, width, 3] at each depth: [batch, length].
  func callAsFunction(_ image: Variable, in pass: Pass) -> [Variable]
}

/// An encoder as image tower: it has one depth.
struct ConvolutionTower: ImageTower {
  private let encoder: Encoder
  let features: [Int]
  let needsBoundedScores = false

  init(encoder: Encoder, features: Int) {
    (self.encoder, self.features) = (encoder, [features])
  }

  var layers: [any Layer] { [encoder] }

  func callAsFunction(_ image: Variable, in pass: Pass) -> [Variable] {
    [encoder(image, in: pass).leakyReLU(slope: 0.2)]
  }
}

/// Small heads on frozen features of EfficientNet-Lite0, at four depths; not in the paper.
///
/// A head is a 1x1 convolution and a 4x4 one of stride 2, both with the spectral norm and LeakyReLU, then the mean
/// over positions. A discriminator that sees features of a network which knows many images needs few of them
/// itself. Source: Sauer et al., "Projected GANs converge faster", 2021; without their random mixing of channels
/// and depths.
struct ProjectedTower: ImageTower {
  /// Channels of a head's convolutions, and the length of its features.
  static let width = 64
  private let backbone: EfficientNetLite0
  private let heads: [Sequential]
  let features: [Int]
  /// Frozen features tell real from generated images at once: without a bound, the discriminator wins.
  let needsBoundedScores = true

  init(
    _ name: String, _ backbone: EfficientNetLite0, from source: inout WeightInitializer
  ) {
    self.backbone = backbone
    let width = Self.width
    let channels = EfficientNetLite0.channels.prefix(EfficientNetLite0.usedDepths)
    features = channels.map { _ in width }
    var heads: [Sequential] = []
    for (depth, count) in channels.enumerated() {
      heads.append(
        Sequential([
          Convolution2D(
            "\(name).\(depth).mix", inputChannels: count, outputChannels: width,
            window: ConvolutionWindow(height: 1, width: 1), hasBias: true, slope: 0.2,
            spectralNorm: true, from: &source),
          Convolution2D(
            "\(name).\(depth).filter", inputChannels: width, outputChannels: width,
            window: .downsampling, hasBias: true, slope: 0.2, spectralNorm: true, from: &source),
        ]))
    }
    self.heads = heads
  }

  var layers: [any Layer] { heads }

  func callAsFunction(_ image: Variable, in pass: Pass) -> [Variable] {
    zip(heads, backbone.frozenFeatures(of: image, in: pass)).map {
      $0($1, in: pass).meanOfPositions()
    }
  }
}
