import Models
import TensorCore

/// The temperatures of a classifier of pairs, by what it is given; see `TemperatureScaling`.
public struct PairTemperatures: Sendable, Equatable {
  /// Given an image alone.
  public let image: Double
  /// Given a sound alone.
  public let sound: Double
  /// Given both.
  public let both: Double

  /// Temperatures, each above 0.
  public init(image: Double, sound: Double, both: Double) {
    (self.image, self.sound, self.both) = (image, sound, both)
  }

  /// The temperature for what is given.
  public func temperature(hasImage: Bool, hasSound: Bool) -> Double {
    hasImage && hasSound ? both : hasImage ? image : sound
  }
}

extension MultimodalClassifier {
  /// The probabilities of the classes, calibrated where the temperatures are known.
  ///
  /// - Parameters:
  ///   - image: images [batch, height, width, 3], or `nil`.
  ///   - sound: sounds [batch, bands, frames, 1], or `nil`; one of the two has to be there.
  ///   - temperatures: what scores are divided by; `nil` leaves them.
  ///   - compute: the kernels and the precision.
  /// - Returns: the probabilities of the classes: [batch, classes].
  public func probabilities(
    image: Tensor?, sound: Tensor?, temperatures: PairTemperatures?, with compute: Compute
  ) -> Tensor {
    let scores = scores(image: image, sound: sound, with: compute)
    guard let temperatures else { return softmax(scores) }
    let temperature = temperatures.temperature(hasImage: image != nil, hasSound: sound != nil)
    return softmax(scaled(scores, by: Scalar(1 / temperature)))
  }
}
