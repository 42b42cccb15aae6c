import TensorCore

extension Variable {
  /// Rows of features [n, in] times a matrix [in, out], plus a bias [out].
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

  /// Attention: each query takes a mean of the values, weighted by how much its key is like the query.
  ///
  /// - Parameters:
  ///   - queries: [n, positions, width].
  ///   - keys: [n, positions, width].
  ///   - values: [n, positions, channels].
  /// - Returns: [n, positions, channels]; see `Attention` for the formula.
  public static func attention(queries: Variable, keys: Variable, values: Variable) -> Variable {
    let attention = Attention(queries: queries.value, keys: keys.value, values: values.value)
    return .result(attention.result, of: [queries, keys, values]) { dy, _ in
      let gradients = attention.pullback(dy)
      return [gradients.queries, gradients.keys, gradients.values]
    }
  }

  /// Images [n, h, w, in] enlarged by the adjoint of a convolution, followed by a (leaky) ReLU.
  ///
  /// - Parameters:
  ///   - weight: that of the mirrored convolution: [window height, window width, out, in].
  ///   - bias: [out], or nothing.
  ///   - window: the window, which slides over the result.
  ///   - height: the height of the result.
  ///   - width: the width of the result.
  ///   - slope: 0 to 1. Negative results are multiplied by it; 1 leaves them as they are.
  ///   - compute: the kernels and the precision, for the way back too.
  /// - Returns: images [n, height, width, out].
  public func transposedConvolution(
    weight: Variable, bias: Variable?, window: ConvolutionWindow, height: Int, width: Int,
    slope: Scalar = 1, compute: Compute
  ) -> Variable {
    let (later, weightShape) = (self.later, weight.shape)
    let packed = weight.packed
    let y = convolutionInputPullback(
      value, weight: packed, bias: bias?.value,
      inputShape: [shape[0], height, width, weightShape[2]],
      window: window, slope: slope, compute: compute)
    return .result(y, of: [self, weight] + (bias.map { [$0] } ?? [])) { dy, wanted in
      let dy = slope == 1 ? dy : leakyReLUPullback(dy, result: y, slope: slope)
      return [
        wanted[0]
          ? TensorCore.convolution(dy, weight: packed, window: window, compute: compute) : nil,
        wanted[1]
          ? convolutionWeightPullback(
            later(), input: dy, weightShape: weightShape, window: window, compute: compute) : nil,
        wanted.count > 2 && wanted[2] ? sumOfRows(dy) : nil,
      ]
    }
  }
}
