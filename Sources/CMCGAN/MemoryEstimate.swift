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
  public init(_ configuration: Configuration, pairs: Int) {
    let settings = configuration.networks
    let (width, judgeWidth) = (settings.width, settings.discriminatorWidth)
    let judgeFeatures = settings.discriminatorFeatures
    let inputs = settings.featureSize + settings.latentSize
    var generator = 0
    var judge = 2 * judgeFeatures * judgeFeatures + 2 * judgeFeatures + 1
    // Stage one encodes each input once and decodes it into both modalities; stage two does that with
    // the results. The discriminator looks at a real and a generated member.
    var kept = 0
    for pyramid in [configuration.imagePyramid, configuration.soundPyramid] {
      generator += pyramid.parameters(width: width, features: settings.featureSize)
      generator += pyramid.parameters(width: width, features: inputs)
      judge += pyramid.parameters(width: judgeWidth, features: judgeFeatures)
      kept += (3 + 4) * pyramid.elements(width: width) + 4 * pyramid.area * pyramid.channels
      kept += 2 * pyramid.elements(width: judgeWidth)
    }
    parameters = generator + judge
    let size = MemoryLayout<Scalar>.size
    let states = 3 * parameters + (configuration.training.averageDecay > 0 ? generator : 0)
    checkpointBytes = states * size
    let packed = 9 * parameters / 4
    let sample =
      configuration.image.height * configuration.image.width * 3
      + configuration.sound.bands * configuration.sound.frames * 4
    let batch = configuration.training.batchSize * kept * size
    bytes =
      Self.program + (states + generator + packed) * size + batch + batch / 8 + pairs * sample
  }

  /// Bytes of the program with its libraries, before it trains.
  private static let program = 25_000_000
}

extension Pyramid {
  private func channels(_ width: Int, _ level: Int) -> Int {
    level == 0 ? channels : Self.channels(width: width, level: level)
  }

  /// Pixels at the top.
  fileprivate var area: Int { paddedHeight * paddedWidth }

  /// Weights of the 4x4 convolutions and of the one over all that is left; biases are few.
  fileprivate func parameters(width: Int, features: Int) -> Int {
    (1...depth).reduce(lowestHeight * lowestWidth * channels(width, depth) * features) {
      $0 + 16 * channels(width, $1 - 1) * channels(width, $1)
    }
  }

  /// Numbers of one picture's results below the top.
  fileprivate func elements(width: Int) -> Int {
    (1...depth).reduce(0) { $0 + (area >> (2 * $1)) * channels(width, $1) }
  }
}
