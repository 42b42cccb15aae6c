import Configuration
import TensorCore

/// What a training run of a configuration will take of memory, reckoned before anything is allocated.
///
/// Counted are weights, moments, averages and gradients; the packed weights of the convolutions; what
/// the tapes of one step keep; and the pairs, which stay loaded. Measured runs lie within a quarter of
/// the sum.
public struct MemoryEstimate: Sendable {
  /// Numbers in all weights of encoders, decoders and discriminator.
  public let parameters: Int
  /// Bytes of the largest moment of training.
  public let bytes: Int
  /// Bytes of a checkpoint, but for its header.
  public let checkpointBytes: Int

  /// The estimate for a configuration and a number of pairs that training loads in the end.
  ///
  /// - Parameters:
  ///   - configuration: what is trained.
  ///   - pairs: how many pairs stay loaded.
  ///   - batchSize: the pairs that one process sees in a step; those of the configuration where nothing else
  ///     is said.
  public init(_ configuration: Configuration, pairs: Int, batchSize: Int? = nil) {
    let networks = Networks(configuration)
    parameters = networks.kept + networks.judging
    let size = MemoryLayout<Scalar>.size
    let states =
      3 * parameters + (configuration.training.averageDecay > 0 ? networks.kept : 0)
    checkpointBytes = states * size
    let packed = 9 * parameters / 4
    let sample =
      configuration.image.height * configuration.image.width * 3
      + configuration.sound.bands * configuration.sound.frames * 4
    let batch = (batchSize ?? configuration.training.batchSize) * networks.activations * size
    bytes =
      Self.program + (states + networks.kept + packed) * size + batch + batch / 8 + pairs * sample
  }

  /// The weights that the networks of a configuration have at the least.
  public static func leastWeights(_ configuration: Configuration) -> Int {
    // Convolutions to enlarge images may be 3x3 in the place of 4x4.
    Networks(configuration).kept * 9 / 16
  }

  /// Bytes of the program with its libraries, before it trains.
  private static let program = 25_000_000

  /// Numbers of weights, and of what one pair leaves on the tapes of a step.
  private struct Networks {
    /// Weights of what is used after training.
    private(set) var kept = 0
    /// Weights of the discriminator.
    private(set) var judging = 0
    private(set) var activations = 0

    init(_ configuration: Configuration) {
      let settings = configuration.networks
      let evaluatorFeatures = settings.discriminatorFeatures
      let (kind, parts) = (configuration.model, configuration.model.parts)
      let modalities: [(Pyramid, NetworkPart, NetworkPart, isEvaluated: Bool, isClassified: Bool)] =
        [
          (
            configuration.pyramid(of: .image), .imageEncoder, .imageDecoder,
            [.cmcgan, .s2iC, .s2iN, .s2iA].contains(kind),
            [.imageEvaluator, .multimodal].contains(kind)
          ),
          (
            configuration.pyramid(of: .sound), .soundEncoder, .soundDecoder,
            [.cmcgan, .i2s].contains(kind),
            [.soundEvaluator, .multimodal].contains(kind)
          ),
        ]
      // Stage one encodes each input once and decodes it into both modalities; stage two does that with
      // the results. Baselines do a part of it.
      let isWhole = kind == .cmcgan
      for (pyramid, encoder, decoder, isEvaluated, isClassified) in modalities {
        // Classifiers have neither.
        let (attention, blocks) =
          isClassified ? (false, 0) : (settings.attention, settings.residualBlocks)
        let elements = pyramid.elements(width: settings.width, residualBlocks: blocks)
        if parts.contains(encoder) || isClassified {
          kept += pyramid.parameters(
            width: settings.width, features: settings.featureSize,
            isPooled: (isClassified || settings.pooledSounds) && encoder == .soundEncoder,
            attention: attention, residualBlocks: blocks)
          activations += (isWhole ? 3 : 1) * elements
        }
        if parts.contains(decoder) {
          kept += pyramid.parameters(
            width: settings.width, features: settings.featureSize + settings.latentSize,
            attention: attention, residualBlocks: blocks)
          let uses = isWhole ? 4 : kind == .autoencoder ? 2 : 1
          activations += uses * (elements + pyramid.area * pyramid.channels)
        }
        if isEvaluated {
          let width = settings.discriminatorWidth
          judging += pyramid.parameters(
            width: width, features: evaluatorFeatures,
            isPooled: settings.pooledSounds && encoder == .soundEncoder, attention: attention)
          activations += 2 * pyramid.elements(width: width)
        }
      }
      if kind == .multimodal { kept += 2 * settings.featureSize * settings.featureSize }
      if judging > 0 {
        let beside = isWhole ? evaluatorFeatures : settings.featureSize
        judging += (evaluatorFeatures + beside) * evaluatorFeatures + 2 * evaluatorFeatures + 1
      }
    }
  }
}

extension Pyramid {
  private func channels(_ width: Int, _ level: Int) -> Int {
    level == 0 ? channels : Self.channels(width: width, level: level)
  }

  /// Pixels at the top.
  fileprivate var area: Int { paddedHeight * paddedWidth }

  /// Weights of the 4x4 convolutions, of the one over all that is left, of self-attention and of
  /// residual blocks; biases are few.
  fileprivate func parameters(
    width: Int, features: Int, isPooled: Bool = false, attention: Bool = false,
    residualBlocks: Int = 0
  ) -> Int {
    let positions = lowestHeight * (isPooled ? 1 : lowestWidth)
    let lowest = channels(width, depth)
    let attended = attention ? channels(width, NetworkSettings.attentionLevel) : 0
    let others = 5 * attended * attended / 4 + residualBlocks * 2 * 9 * lowest * lowest
    return (1...depth).reduce(positions * lowest * features + others) {
      $0 + 16 * channels(width, $1 - 1) * channels(width, $1)
    }
  }

  /// Numbers of one image's results below the top.
  fileprivate func elements(width: Int, residualBlocks: Int = 0) -> Int {
    let lowest = (area >> (2 * depth)) * channels(width, depth)
    return (1...depth).reduce(4 * residualBlocks * lowest) {
      $0 + (area >> (2 * $1)) * channels(width, $1)
    }
  }
}
