import Autograd
import TensorCore

/// Batch or instance normalisation with a gain and a bias for each channel, and a (leaky) ReLU.
///
/// Batch normalisation keeps running statistics as PyTorch does: a tenth comes from each batch, its
/// variance corrected for the size of the sample. Passes of inference use them. In training, where the
/// pass has a part of a batch, the statistics are those of the whole batch if `Pass.sumOverParts` joins
/// them.
public struct Normalization: Layer {
  private let kind: NormalizationKind
  private let gain: Parameter
  private let bias: Parameter
  private let runningMean: Parameter
  private let runningVariance: Parameter
  private let epsilon: Scalar = 1e-5
  private let momentum: Scalar = 0.1
  private let slope: Scalar

  /// Makes a layer that starts with gains of 1 and biases of 0.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, `name.gain` and `name.bias`, and of its running statistics.
  ///   - kind: over a batch or over each image.
  ///   - channels: channels of what comes in, which is [n, h, w, channels] or [n, channels].
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
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
    let statistics = channelStatistics(x.value, over: kind, sumOverParts: pass.sumOverParts)
    if kind == .batch && pass.updatesState { follow(statistics) }
    return x.normalized(
      by: statistics, gain: pass.variable(gain), bias: pass.variable(bias), epsilon: epsilon,
      slope: slope, sumOverParts: pass.sumOverParts)
  }

  /// Moves the running statistics a tenth of the way to those of a batch.
  private func follow(_ statistics: ChannelStatistics) {
    let count = Scalar(statistics.count)
    let correction = count / max(1, count - 1)
    runningMean.value = sum(
      scaled(runningMean.value, by: 1 - momentum), scaled(statistics.mean, by: momentum))
    runningVariance.value = sum(
      scaled(runningVariance.value, by: 1 - momentum),
      scaled(statistics.variance, by: momentum * correction))
  }
}
