import TensorCore

// Operations are recorded here and computed in TensorCore: each is a kernel with its pullback.

extension Variable {
  /// The sum of two variables of one shape.
  public static func + (a: Variable, b: Variable) -> Variable {
    result(sum(a.value, b.value), of: [a, b]) { dy, _ in [dy, dy] }
  }

  /// A variable times a number.
  public static func * (factor: Scalar, x: Variable) -> Variable {
    result(scaled(x.value, by: factor), of: [x]) { dy, _ in [scaled(dy, by: factor)] }
  }

  /// A variable times a tensor of its shape, element by element.
  public func multiplied(by factors: Tensor) -> Variable {
    .result(product(value, factors), of: [self]) { dy, _ in [product(dy, factors)] }
  }

  /// The mean over the positions of each image: [n, h, w, channels] -> [n, channels].
  public func meanOfPositions() -> Variable {
    let shape = self.shape
    return .result(TensorCore.meanOfPositions(value), of: [self]) { dy, _ in
      [meanOfPositionsPullback(dy, shape: shape)]
    }
  }

  /// The same value as a constant, through which no gradient goes.
  public var constant: Variable { Variable(value) }

  /// The same elements under another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    let old = self.shape
    return .result(value.reshaped(shape), of: [self]) { dy, _ in [dy.reshaped(old)] }
  }

  /// x where it is positive, `slope` x elsewhere.
  public func leakyReLU(slope: Scalar) -> Variable {
    let y = TensorCore.leakyReLU(value, slope: slope)
    return .result(y, of: [self]) { dy, _ in [leakyReLUPullback(dy, result: y, slope: slope)] }
  }

  /// The hyperbolic tangent of each element.
  public func hyperbolicTangent() -> Variable {
    let y = TensorCore.hyperbolicTangent(value)
    return .result(y, of: [self]) { dy, _ in [hyperbolicTangentPullback(dy, result: y)] }
  }

  /// Rows of this variable and of another side by side.
  public func concatenated(with other: Variable) -> Variable {
    let (a, b) = (value.channels, other.value.channels)
    return .result(concatenatingRows(value, other.value), of: [self, other]) { dy, wanted in
      [wanted[0] ? columns(dy, 0..<a) : nil, wanted[1] ? columns(dy, a..<a + b) : nil]
    }
  }

  /// Rows [n, features] each divided by the root of its mean square.
  public func scaledToUnitMeanSquare() -> Variable {
    let (x, epsilon) = (value, Scalar(1e-5))
    return .result(TensorCore.scaledToUnitMeanSquare(x, epsilon: epsilon), of: [self]) { dy, _ in
      [scaledToUnitMeanSquarePullback(dy, x, epsilon: epsilon)]
    }
  }

  /// Rows of features [n, in] times a matrix [in, out], with a bias [out].
  public func dense(weight: Variable, bias: Variable) -> Variable {
    let (x, w) = (value, weight.value)
    let y = addingToRows(matrixProduct(x, w), bias.value)
    return .result(y, of: [self, weight, bias]) { dy, wanted in
      [
        wanted[0] ? matrixProduct(dy, w, transposingSecond: true) : nil,
        wanted[1] ? matrixProduct(x, dy, transposingFirst: true) : nil,
        wanted[2] ? sumOfRows(dy) : nil,
      ]
    }
  }

  /// What queries [n, positions, width] take of values [n, positions, channels], by how alike the keys
  /// are: see `Attention`.
  public static func attention(queries: Variable, keys: Variable, values: Variable) -> Variable {
    let attention = Attention(queries: queries.value, keys: keys.value, values: values.value)
    return .result(attention.result, of: [queries, keys, values]) { dy, _ in
      let gradients = attention.pullback(dy)
      return [gradients.queries, gradients.keys, gradients.values]
    }
  }

  /// Images [n, h, w, in] convolved with a weight [kh, kw, in, out], negative results times `slope`.
  public func convolution(
    weight: Variable, bias: Variable?, window: ConvolutionWindow, slope: Scalar = 1
  ) -> Variable {
    let (later, inputShape, weightShape) = (self.later, shape, weight.shape)
    let packed = weight.packed
    let y = TensorCore.convolution(
      value, weight: packed, bias: bias?.value, window: window, slope: slope)
    return .result(y, of: [self, weight] + (bias.map { [$0] } ?? [])) { dy, wanted in
      let dy = slope == 1 ? dy : leakyReLUPullback(dy, result: y, slope: slope)
      return [
        wanted[0]
          ? convolutionInputPullback(dy, weight: packed, inputShape: inputShape, window: window)
          : nil,
        wanted[1]
          ? convolutionWeightPullback(
            dy, input: later(), weightShape: weightShape, window: window) : nil,
        wanted.count > 2 && wanted[2] ? sumOfRows(dy) : nil,
      ]
    }
  }

  /// Images [n, h, w, in] enlarged to `height` x `width` by the adjoint of a convolution.
  ///
  /// The weight is that of the mirrored convolution: [kh, kw, out, in]. Negative results are multiplied by
  /// `slope`.
  public func transposedConvolution(
    weight: Variable, bias: Variable?, window: ConvolutionWindow, height: Int, width: Int,
    slope: Scalar = 1
  ) -> Variable {
    let (later, weightShape) = (self.later, weight.shape)
    let packed = weight.packed
    let y = convolutionInputPullback(
      value, weight: packed, bias: bias?.value,
      inputShape: [shape[0], height, width, weightShape[2]],
      window: window, slope: slope)
    return .result(y, of: [self, weight] + (bias.map { [$0] } ?? [])) { dy, wanted in
      let dy = slope == 1 ? dy : leakyReLUPullback(dy, result: y, slope: slope)
      return [
        wanted[0] ? TensorCore.convolution(dy, weight: packed, window: window) : nil,
        wanted[1]
          ? convolutionWeightPullback(later(), input: dy, weightShape: weightShape, window: window)
          : nil,
        wanted.count > 2 && wanted[2] ? sumOfRows(dy) : nil,
      ]
    }
  }

  /// Channels brought to mean `bias` and standard deviation `gain`, by the statistics of these very values, with
  /// negative results times `slope`; `sumOverParts` where they are a part of the batch only.
  public func normalized(
    by statistics: ChannelStatistics, gain: Variable, bias: Variable, epsilon: Scalar,
    slope: Scalar = 1, sumOverParts: SumOverParts? = nil
  ) -> Variable {
    let x = value
    let (g, b) = (gain.value, bias.value)
    func make() -> Tensor {
      TensorCore.normalized(
        x, by: statistics, gain: g, bias: b, epsilon: epsilon, slope: slope)
    }
    var result = Variable.result(make(), of: [self, gain, bias]) { dy, _ in
      let share = normalizedPullback(
        dy, x, by: statistics, gain: g, bias: b, epsilon: epsilon, slope: slope,
        sumOverParts: sumOverParts)
      return [share.x, share.gain, share.bias]
    }
    result.recomputed = make
    return result
  }

  /// Images extended below and to the right with `value`.
  public func padded(height: Int, width: Int, value fill: Scalar) -> Variable {
    let (h, w) = (shape[1], shape[2])
    return .result(TensorCore.padded(value, height: height, width: width, value: fill), of: [self])
    {
      dy, _ in [TensorCore.cropped(dy, height: h, width: w)]
    }
  }

  /// The upper left part of images.
  public func cropped(height: Int, width: Int) -> Variable {
    let (h, w) = (shape[1], shape[2])
    return .result(TensorCore.cropped(value, height: height, width: width), of: [self]) { dy, _ in
      [TensorCore.padded(dy, height: h, width: w, value: 0)]
    }
  }

  /// Images of twice the size, each pixel repeated two by two.
  public func doubled() -> Variable {
    .result(TensorCore.doubled(value), of: [self]) { dy, _ in [doubledPullback(dy)] }
  }

  /// Images moved, scaled and offset one by one.
  public func transformed(by transforms: [PixelTransform], fill: Scalar) -> Variable {
    .result(TensorCore.transformed(value, by: transforms, fill: fill), of: [self]) { dy, _ in
      [transformedPullback(dy, by: transforms)]
    }
  }
}
