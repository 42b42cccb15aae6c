import Autograd
import TensorCore

/// How weights are drawn before training, in the order in which layers are made.
public struct WeightInitializer {
  /// The distribution of a fresh weight.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// N(0, 0.02^2), as in DCGAN (Radford et al., 2016).
    case normal
    /// Orthonormal columns or rows of the weight as a matrix [all others, out] (Saxe et al., 2014).
    case orthogonal
  }

  private let kind: Kind?
  private let seed: UInt64
  private let stream: UInt32
  private var drawn: UInt32 = 0

  /// A source of weights that depends on nothing but its arguments.
  public init(kind: Kind, seed: UInt64, stream: UInt32) {
    self.init(anyKind: kind, seed: seed, stream: stream)
  }

  private init(anyKind kind: Kind?, seed: UInt64, stream: UInt32) {
    self.kind = kind
    self.seed = seed
    self.stream = stream
  }

  /// A source of zeros, for networks whose weights are read from a file.
  public static var zeros: WeightInitializer { WeightInitializer(anyKind: nil, seed: 0, stream: 0) }

  /// The next weight; each has a random stream of its own.
  public mutating func weight(shape: [Int]) -> Tensor {
    var random = RandomStream(seed: seed, stream: stream, step: drawn)
    drawn += 1
    switch kind {
    case nil: return Tensor(repeating: 0, shape: shape)
    case .normal: return .normal(shape: shape, standardDeviation: 0.02, from: &random)
    case .orthogonal: return .orthogonal(shape: shape, from: &random)
    }
  }

  /// A random vector of any length, for the start of a power iteration.
  public mutating func vector(_ count: Int) -> Tensor {
    var random = RandomStream(seed: seed, stream: stream, step: drawn)
    drawn += 1
    return .normal(shape: [count], from: &random)
  }
}

/// A weight divided by its largest singular value, which a power iteration follows from step to step.
private struct SpectralNorm {
  let vector: Parameter

  func callAsFunction(_ weight: Variable, in pass: Pass) -> Variable {
    let step = spectralStep(weight.value, output: vector.value)
    if pass.updatesState { vector.value = step.output }
    let value = singularValue(weight.value, input: step.input, output: step.output)
    let y = scaled(weight.value, by: 1 / value)
    return .result(y, of: [weight]) { dy, _ in
      [
        spectralPullback(
          dy, result: y, singularValue: value, input: step.input, output: step.output)
      ]
    }
  }
}

/// A convolution [n, h, w, in] -> [n, positions down, positions across, out].
public struct Convolution2D: Layer {
  private let weight: Parameter
  private let bias: Parameter?
  private let spectral: SpectralNorm?
  /// Size, step and padding of the window.
  public let window: ConvolutionWindow
  private let slope: Scalar

  /// Makes a convolution; spectral normalisation divides the weight by its largest singular value.
  ///
  /// Negative results are multiplied by `slope`: 1 leaves them, anything less is a (leaky) ReLU.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, window: ConvolutionWindow,
    hasBias: Bool, slope: Scalar = 1, spectralNorm: Bool = false,
    from source: inout WeightInitializer
  ) {
    weight = Parameter(
      "\(name).weight",
      source.weight(shape: [window.height, window.width, inputChannels, outputChannels]))
    bias =
      hasBias ? Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputChannels])) : nil
    spectral =
      spectralNorm
      ? SpectralNorm(vector: Parameter("\(name).spectral", source.vector(outputChannels))) : nil
    self.window = window
    self.slope = slope
  }

  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }
  public var buffers: [Parameter] { spectral.map { [$0.vector] } ?? [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let raw = pass.variable(weight)
    return x.convolution(
      weight: spectral?(raw, in: pass) ?? raw, bias: bias.map(pass.variable), window: window,
      slope: slope)
  }
}

/// The adjoint of a convolution: [n, h, w, in] -> [n, height, width, out].
public struct TransposedConvolution2D: Layer {
  private let weight: Parameter
  private let bias: Parameter?
  private let window: ConvolutionWindow
  private let slope: Scalar

  /// Makes a layer whose window, slid over the result, has as many positions as the input.
  ///
  /// Negative results are multiplied by `slope`.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, window: ConvolutionWindow,
    hasBias: Bool, slope: Scalar = 1, from source: inout WeightInitializer
  ) {
    weight = Parameter(
      "\(name).weight",
      source.weight(shape: [window.height, window.width, outputChannels, inputChannels]))
    bias =
      hasBias ? Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputChannels])) : nil
    self.window = window
    self.slope = slope
  }

  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    x.transposedConvolution(
      weight: pass.variable(weight), bias: bias.map(pass.variable), window: window,
      height: (x.shape[1] - 1) * window.stride + window.height - 2 * window.padding,
      width: (x.shape[2] - 1) * window.stride + window.width - 2 * window.padding, slope: slope)
  }
}

/// A resize convolution: each pixel repeated two by two, then a 3x3 convolution.
///
/// The remedy of Odena et al., "Deconvolution and checkerboard artifacts", 2016.
public struct ResizeConvolution2D: Layer {
  private let convolution: Convolution2D

  /// Makes a layer that doubles height and width; negative results are multiplied by `slope`.
  public init(
    _ name: String, inputChannels: Int, outputChannels: Int, hasBias: Bool, slope: Scalar = 1,
    from source: inout WeightInitializer
  ) {
    convolution = Convolution2D(
      name, inputChannels: inputChannels, outputChannels: outputChannels,
      window: ConvolutionWindow(height: 3, width: 3, stride: 1, padding: 1), hasBias: hasBias,
      slope: slope, from: &source)
  }

  public var parameters: [Parameter] { convolution.parameters }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    convolution(x.doubled(), in: pass)
  }
}

/// An affine map of features [n, in] -> [n, out].
public struct Dense: Layer {
  private let weight: Parameter
  private let bias: Parameter
  private let spectral: SpectralNorm?

  /// Makes a dense layer with a bias.
  public init(
    _ name: String, inputs: Int, outputs: Int, spectralNorm: Bool = false,
    from source: inout WeightInitializer
  ) {
    weight = Parameter("\(name).weight", source.weight(shape: [inputs, outputs]))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [outputs]))
    spectral =
      spectralNorm
      ? SpectralNorm(vector: Parameter("\(name).spectral", source.vector(outputs))) : nil
  }

  public var parameters: [Parameter] { [weight, bias] }
  public var buffers: [Parameter] { spectral.map { [$0.vector] } ?? [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    let raw = pass.variable(weight)
    return x.dense(weight: spectral?(raw, in: pass) ?? raw, bias: pass.variable(bias))
  }
}

/// Batch or instance normalisation with a gain and a bias for each channel, and a (leaky) ReLU.
///
/// Batch normalisation keeps running statistics as PyTorch does, a tenth of each batch's (with the
/// variance corrected for the sample's size), and uses them outside training. Where ranks have parts of a
/// batch, the statistics are of the whole, unless `DataParallel.current` says otherwise.
public struct Normalization: Layer {
  private let kind: NormalizationKind
  private let gain: Parameter
  private let bias: Parameter
  private let runningMean: Parameter
  private let runningVariance: Parameter
  private let epsilon: Scalar = 1e-5
  private let momentum: Scalar = 0.1
  private let slope: Scalar

  /// Makes a normalisation that changes nothing but mean and standard deviation at first.
  ///
  /// Negative results are multiplied by `slope`; 1 leaves them as they are.
  public init(_ name: String, kind: NormalizationKind, channels: Int, slope: Scalar = 1) {
    self.kind = kind
    self.slope = slope
    gain = Parameter("\(name).gain", Tensor(repeating: 1, shape: [channels]))
    bias = Parameter("\(name).bias", Tensor(repeating: 0, shape: [channels]))
    runningMean = Parameter("\(name).runningMean", Tensor(repeating: 0, shape: [1, channels]))
    runningVariance = Parameter(
      "\(name).runningVariance", Tensor(repeating: 1, shape: [1, channels]))
  }

  public var parameters: [Parameter] { [gain, bias] }
  public var buffers: [Parameter] { kind == .batch ? [runningMean, runningVariance] : [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    guard kind == .instance || pass.isTraining else {
      let statistics = ChannelStatistics(mean: runningMean.value, variance: runningVariance.value)
      return Variable(
        TensorCore.normalized(
          x.value, by: statistics, gain: gain.value, bias: bias.value, epsilon: epsilon,
          slope: slope))
    }
    let sumOverParts = DataParallel.current?.sumOfStatistics
    let statistics = channelStatistics(x.value, over: kind, sumOverParts: sumOverParts)
    if kind == .batch && pass.updatesState {
      let count = Scalar(statistics.count)
      let correction = count / max(1, count - 1)
      runningMean.value = sum(
        scaled(runningMean.value, by: 1 - momentum), scaled(statistics.mean, by: momentum))
      runningVariance.value = sum(
        scaled(runningVariance.value, by: 1 - momentum),
        scaled(statistics.variance, by: momentum * correction))
    }
    return x.normalized(
      by: statistics, gain: pass.variable(gain), bias: pass.variable(bias), epsilon: epsilon,
      slope: slope, sumOverParts: sumOverParts)
  }
}

/// The hyperbolic tangent of each element.
public struct HyperbolicTangent: Layer {
  /// Makes the layer.
  public init() {}

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable { x.hyperbolicTangent() }
}

/// Layers one after another.
public struct Sequential: Layer {
  private let layers: [any Layer]

  /// Makes a chain.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public var parameters: [Parameter] { layers.flatMap(\.parameters) }
  public var buffers: [Parameter] { layers.flatMap(\.buffers) }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    layers.reduce(x) { value, layer in layer(value, in: pass) }
  }
}
