import TensorCore

extension Variable {
  /// Channels brought to mean `bias` and standard deviation `gain`, followed by a (leaky) ReLU.
  ///
  /// The result is computed once more on the way back instead of being kept.
  ///
  /// - Parameters:
  ///   - statistics: the mean and variance of these very values, by channel.
  ///   - gain: [channels].
  ///   - bias: [channels].
  ///   - epsilon: is added to the variance.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - sumOverParts: adds up sums over all parts of a batch, where these values are one part of it.
  /// - Returns: a variable of the same shape.
  public func normalized(
    by statistics: ChannelStatistics, gain: Variable, bias: Variable, epsilon: Scalar,
    slope: Scalar = 1, sumOverParts: SumOverParts? = nil
  ) -> Variable {
    let x = value
    let (g, b) = (gain.value, bias.value)
    func compute() -> Tensor {
      TensorCore.normalized(
        x, by: statistics, gain: g, bias: b, epsilon: epsilon, slope: slope)
    }
    var result = Variable.result(compute(), of: [self, gain, bias]) { dy, _ in
      let share = normalizedPullback(
        dy, x, by: statistics, gain: g, bias: b, epsilon: epsilon, slope: slope,
        sumOverParts: sumOverParts)
      return [share.x, share.gain, share.bias]
    }
    result.recomputed = compute
    return result
  }

  /// Rows [n, features], each divided by the root of its mean square.
  public func scaledToUnitMeanSquare() -> Variable {
    let (x, epsilon) = (value, Scalar(1e-5))
    return .result(TensorCore.scaledToUnitMeanSquare(x, epsilon: epsilon), of: [self]) { dy, _ in
      [scaledToUnitMeanSquarePullback(dy, x, epsilon: epsilon)]
    }
  }
}
