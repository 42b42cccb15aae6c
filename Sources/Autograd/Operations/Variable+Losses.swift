import TensorCore

extension Variable {
  /// The mean of |x - target| over all elements.
  ///
  /// As it is a mean, its weight does not depend on the sizes of images and sounds.
  public func meanAbsoluteError(to target: Tensor) -> Variable {
    let x = value
    return .result(Tensor(TensorCore.meanAbsoluteError(x, target)), of: [self]) { dy, _ in
      [meanAbsoluteErrorPullback(dy.item, x, target)]
    }
  }

  /// The mean of (x - target)^2 over all elements.
  ///
  /// The slope vanishes at the target, so codes that are nearly right settle there.
  public func meanSquaredError(to target: Tensor) -> Variable {
    let x = value
    return .result(Tensor(TensorCore.meanSquaredError(x, target)), of: [self]) { dy, _ in
      [meanSquaredErrorPullback(dy.item, x, target)]
    }
  }

  /// The mean of log(1 + exp(sign x)) over all elements: the cross-entropy of scores.
  ///
  /// - Parameter sign: -1 where the scores should be high, 1 where they should be low.
  /// - Returns: one number.
  public func meanSoftplus(sign: Scalar) -> Variable {
    let x = value
    return .result(Tensor(TensorCore.meanSoftplus(x, sign: sign)), of: [self]) { dy, _ in
      [meanSoftplusPullback(dy.item, x, sign: sign)]
    }
  }

  /// The mean of max(0, 1 + sign x) over all elements: the hinge loss of scores.
  ///
  /// - Parameter sign: -1 where the scores should be high, 1 where they should be low.
  /// - Returns: one number.
  public func meanHinge(sign: Scalar) -> Variable {
    let x = value
    return .result(Tensor(TensorCore.meanHinge(x, sign: sign)), of: [self]) { dy, _ in
      [meanHingePullback(dy.item, x, sign: sign)]
    }
  }

  /// The mean cross-entropy of rows of class scores [n, classes].
  ///
  /// - Parameters:
  ///   - labels: the right class of each row, from 0.
  ///   - smoothing: the share of a row's target that is spread evenly over all classes, 0 to 1.
  /// - Returns: one number.
  public func meanCrossEntropy(labels: [Int], smoothing: Scalar = 0) -> Variable {
    let x = value
    let loss = TensorCore.meanCrossEntropy(x, labels: labels, smoothing: smoothing)
    return .result(Tensor(loss), of: [self]) { dy, _ in
      [meanCrossEntropyPullback(dy.item, x, labels: labels, smoothing: smoothing)]
    }
  }

  /// The mean of all elements.
  public func mean() -> Variable {
    let shape = self.shape
    let count = Scalar(max(1, value.count))
    return .result(Tensor(TensorCore.mean(value)), of: [self]) { dy, _ in
      [Tensor(repeating: dy.item / count, shape: shape)]
    }
  }
}
