import Configuration
import LinearBaseline
import TensorCore

/// The memory that a training run will need, computed before anything is allocated.
///
/// It is the sum of weights, moments, averages and gradients; the packed weights of the convolutions;
/// what the tapes of one step keep; and the pairs, which stay loaded. Measured runs lie within a quarter
/// of the sum. Counts of weights leave out biases and gains, which are few. A test compares them with
/// the networks of every kind of model.
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
    parameters = networks.kept + networks.discriminating
    let size = MemoryLayout<Scalar>.size
    // What is fitted in closed form has neither moments nor averages.
    let isLinear = configuration.model.architecture == .linear
    let states =
      isLinear
      ? parameters
      : 3 * parameters + (configuration.training.averageDecay > 0 ? networks.kept : 0)
    checkpointBytes = (states + networks.frozen) * size
    let packed = 9 * (parameters + networks.frozen) / 4
    let sample =
      configuration.image.height * configuration.image.width * 3
      + configuration.sound.bands * configuration.sound.frames * 4
    let batch = (batchSize ?? configuration.training.batchSize) * networks.activations * size
    bytes =
      Self.program + (states + networks.frozen + networks.kept + packed) * size + batch + batch / 8
      + pairs * sample
  }

  /// A number of weights that the networks of a configuration surely exceed.
  ///
  /// It is for model files from strangers: one that is too small for its configuration is refused before
  /// any memory is taken.
  public static func leastWeights(_ configuration: Configuration) -> Int {
    let networks = Networks(configuration)
    return (networks.kept + networks.frozen) * 9 / 16
  }

  /// Bytes of the program with its libraries, before it trains.
  private static let program = 25_000_000

  /// How large the networks of a configuration are.
  private struct Networks {
    /// Weights of what is used after training.
    private(set) var kept = 0
    /// Weights that are used and not trained.
    private(set) var frozen = 0
    /// Weights of the discriminator.
    private(set) var discriminating = 0
    /// Numbers that one pair leaves on the tapes of a step.
    private(set) var activations = 0

    init(_ configuration: Configuration) {
      let settings = configuration.networks
      let kind = configuration.model
      guard kind.architecture != .linear else {
        addLinear(configuration)
        return
      }
      let use = NetworkUse(kind.architecture)
      for modality in Modality.allCases {
        let pyramid = configuration.pyramid(of: modality)
        let isClassified = kind.classified.contains(modality)
        // Classifiers have neither.
        let (attention, blocks) =
          isClassified ? (false, 0) : (settings.attention, settings.residualBlocks)
        let elements = pyramid.elements(width: settings.width, residualBlocks: blocks)
        if modality == .image && configuration.hasBackboneEncoder {
          let size = configuration.encodedImage
          kept += BackboneEncoder.weights(configuration, seesLayout: !isClassified)
          frozen = EfficientNetLite0.weights
          activations +=
            use.encoderUses * EfficientNetLite0.activations(pixels: size.height * size.width)
        } else if isClassified || kind.parts.contains(.encoder(of: modality)) {
          kept += pyramid.parameters(
            width: settings.width, features: settings.featureSize,
            isPooled: (isClassified || settings.pooledSounds) && modality == .sound,
            attention: attention, residualBlocks: blocks)
          activations += use.encoderUses * elements
        }
        if kind.parts.contains(.decoder(of: modality)) {
          kept += pyramid.parameters(
            width: settings.width, features: settings.decoderInputs(of: modality),
            kernelArea: settings.upsampling(of: modality) == .resize ? 9 : 16, attention: attention,
            residualBlocks: blocks)
          let decoder = settings.decoder(of: modality)
          let levels = pyramid.levelBlocks(width: settings.width, count: decoder.residualBlocks)
          kept += levels.parameters
          let upsampled =
            settings.upsampling(of: modality) == .resize
            ? pyramid.upsampledElements(width: settings.width) : 0
          let top = pyramid.area * pyramid.channels
          activations += use.decoderUses * (elements + levels.elements + upsampled + top)
          if kind.parts.contains(.encoder(of: modality.other)) {
            kept += settings.mappingParameters(to: modality)
          }
        }
        if use.discriminated.contains(modality) {
          let width = settings.discriminatorWidth
          if modality == .image && configuration.hasProjectedTower {
            addProjectedTower(configuration)
          } else {
            discriminating += pyramid.parameters(
              width: width, features: settings.discriminatorFeatures,
              isPooled: settings.pooledSounds && modality == .sound, attention: attention)
            activations += 2 * pyramid.elements(width: width)
          }
        }
      }
      if kind.classified.count == 2 { kept += 2 * settings.featureSize * settings.featureSize }
      activations +=
        configuration.backboneUses
        * EfficientNetLite0.activations(
          pixels: configuration.image.height * configuration.image.width)
      guard !use.discriminated.isEmpty else { return }
      if configuration.hasProjectedTower {
        // One joint layer at each depth.
        let inputs = ProjectedTower.width + settings.discriminatorFeatures
        discriminating +=
          EfficientNetLite0.usedDepths * (inputs + 2) * settings.discriminatorFeatures
        return
      }
      // The joint layer takes a tower's features beside those of the other tower, or beside a code.
      let features = settings.discriminatorFeatures
      let beside = use.discriminated.count == 2 ? features : settings.featureSize
      discriminating += (features + beside) * features + 2 * features + 1
    }

    /// Counts the heads of an image tower on frozen features.
    private mutating func addProjectedTower(_ configuration: Configuration) {
      let width = ProjectedTower.width
      let area = configuration.image.height * configuration.image.width
      for depth in 0..<EfficientNetLite0.usedDepths {
        discriminating += (EfficientNetLite0.channels[depth] + 16 * width) * width
        // The first convolution of a head has four times the positions of the second.
        activations += 2 * 5 * (area >> (2 * (depth + 2))) * width
      }
    }

    /// Counts the arrays of a linear baseline of two classes.
    ///
    /// Its fit holds the examples and their products beside them: they count as those of one step.
    private mutating func addLinear(_ configuration: Configuration) {
      let (image, sound) = (configuration.image, configuration.sound)
      let numbers = image.height * image.width * 3 + sound.bands * sound.frames
      kept = (ClassGaussians.components + 1) * numbers
      kept += (KernelScores.mostExamples + 2) * 2 * sound.bands
      // There are two classes at least.
      let axes = min(configuration.networks.latentSize, ClassGaussians.components)
      kept += 2 * (image.height * image.width * 3 + 1 + KernelScores.mostExamples)
      kept += 2 * 2 * ClassGaussians.components * (1 + axes)
      activations = 6 * numbers
    }
  }
}

/// How a training step uses the networks of an architecture.
private struct NetworkUse {
  /// How often a step applies each encoder.
  private(set) var encoderUses = 1
  /// How often a step applies each decoder.
  private(set) var decoderUses = 1
  /// The modalities for which the discriminator has a tower; none without a discriminator.
  private(set) var discriminated: Set<Modality> = []

  init(_ architecture: ModelArchitecture) {
    switch architecture {
    case .fourSubnetworks(isAdversarial: true):
      // Stage one encodes each input once and decodes it into both modalities. Stage two does that with
      // the four results.
      (encoderUses, decoderUses) = (3, 4)
      discriminated = [.image, .sound]
    case .fourSubnetworks(isAdversarial: false): decoderUses = 2
    case .oneDirection(let source, _, _): discriminated = [source.other]
    case .classifier, .linear: break
    }
  }
}

extension Pyramid {
  private func channels(_ width: Int, _ level: Int) -> Int {
    level == 0 ? channels : Self.channels(width: width, level: level)
  }

  /// Pixels at the top.
  fileprivate var area: Int { paddedHeight * paddedWidth }

  /// Weights of the convolutions that change the size, of the one over all that is left, of
  /// self-attention and of residual blocks.
  fileprivate func parameters(
    width: Int, features: Int, kernelArea: Int = 16, isPooled: Bool = false,
    attention: Bool = false, residualBlocks: Int = 0
  ) -> Int {
    let positions = lowestHeight * (isPooled ? 1 : lowestWidth)
    let lowest = channels(width, depth)
    let attended = attention ? channels(width, NetworkSettings.attentionLevel) : 0
    let others = 5 * attended * attended / 4 + residualBlocks * 2 * 9 * lowest * lowest
    return (1...depth).reduce(positions * lowest * features + others) {
      $0 + kernelArea * channels(width, $1 - 1) * channels(width, $1)
    }
  }

  /// Numbers of one image with its pixels repeated, before each convolution of a decoder.
  fileprivate func upsampledElements(width: Int) -> Int {
    (0..<depth).reduce(0) { $0 + (area >> (2 * $1)) * channels(width, $1 + 1) }
  }

  /// Weights, and numbers of one image's results, of the residual blocks after a decoder's upsamplings.
  ///
  /// The tape keeps the convolution and the result of each block.
  fileprivate func levelBlocks(width: Int, count: Int) -> (parameters: Int, elements: Int) {
    (1..<depth).reduce((0, 0)) { sum, level in
      let c = channels(width, level)
      return (sum.0 + count * 9 * c * c, sum.1 + count * 2 * (area >> (2 * level)) * c)
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

extension NetworkSettings {
  /// Weights of the mapping network to a modality.
  fileprivate func mappingParameters(to modality: Modality) -> Int {
    let decoder = decoder(of: modality)
    guard decoder.mappingLayers > 0 else { return 0 }
    let inner = [Int](repeating: decoder.mappingWidth, count: decoder.mappingLayers - 1)
    let sizes = [featureSize + latentSize] + inner + [featureSize]
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
