import TensorCore

/// Draws the weights of networks before training, in the order in which layers are made.
///
/// Each weight has a random stream of its own, so it depends on seed, stream and order only.
public struct WeightInitializer {
  /// The distribution of a fresh weight.
  ///
  /// The raw values are those of `networks.initialization`.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// N(0, 0.02^2), as in DCGAN (Radford et al., 2016).
    case normal
    /// Orthonormal columns or rows of the weight as a matrix [all others, out] (Saxe et al., 2014).
    case orthogonal
  }

  /// `nil` draws zeros.
  private let kind: Kind?
  private let seed: UInt64
  private let stream: UInt32
  private var drawn: UInt32 = 0

  /// An initializer that depends on nothing but its arguments.
  ///
  /// - Parameters:
  ///   - kind: the distribution.
  ///   - seed: the seed of the run.
  ///   - stream: the number of the random stream; each group of networks has one.
  public init(kind: Kind, seed: UInt64, stream: UInt32) {
    self.init(anyKind: kind, seed: seed, stream: stream)
  }

  private init(anyKind kind: Kind?, seed: UInt64, stream: UInt32) {
    self.kind = kind
    self.seed = seed
    self.stream = stream
  }

  /// An initializer of zeros, for networks whose weights are read from a file.
  public static var zeros: WeightInitializer { WeightInitializer(anyKind: nil, seed: 0, stream: 0) }

  /// The next weight.
  ///
  /// - Parameter shape: the shape of the weight, its outputs last.
  /// - Returns: fresh numbers of that shape, from a random stream of their own.
  public mutating func weight(shape: [Int]) -> Tensor {
    var random = nextStream()
    switch kind {
    case nil: return Tensor(repeating: 0, shape: shape)
    case .normal: return .normal(shape: shape, standardDeviation: 0.02, from: &random)
    case .orthogonal: return .orthogonal(shape: shape, from: &random)
    }
  }

  /// The next weight of a dense layer that keeps the size of its inputs, whatever the kind.
  ///
  /// Its numbers are of N(0, 2 / (1 + slope^2) / inputs) for layers with a leaky ReLU behind them (He et al.,
  /// 2015). Networks without normalisation need it: those of `weight(shape:)` make their results vanish.
  ///
  /// - Parameters:
  ///   - inputs: features that come in.
  ///   - outputs: features of the result.
  ///   - slope: that of the leaky ReLU behind the layer; 1 where there is none.
  /// - Returns: a weight [inputs, outputs].
  public mutating func scaledWeight(inputs: Int, outputs: Int, slope: Double) -> Tensor {
    var random = nextStream()
    let shape = [inputs, outputs]
    guard kind != nil else { return Tensor(repeating: 0, shape: shape) }
    let standardDeviation = (2 / (1 + slope * slope) / Double(max(1, inputs))).squareRoot()
    return .normal(shape: shape, standardDeviation: standardDeviation, from: &random)
  }

  /// A random vector of N(0, 1), for the start of a power iteration.
  ///
  /// It is random for `zeros` too. It counts as a draw, like a weight.
  public mutating func vector(_ count: Int) -> Tensor {
    var random = nextStream()
    return .normal(shape: [count], from: &random)
  }

  private mutating func nextStream() -> RandomStream {
    defer { drawn += 1 }
    return RandomStream(seed: seed, stream: stream, step: drawn)
  }
}
