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

  /// A variable times a constant tensor of its shape, element by element.
  ///
  /// No gradient is computed for the factors.
  public func multiplied(by factors: Tensor) -> Variable {
    .result(product(value, factors), of: [self]) { dy, _ in [product(dy, factors)] }
  }

  /// The same value as a constant.
  ///
  /// No gradient goes through it: what is computed from it leaves its origin untrained.
  public var constant: Variable { Variable(value) }

  /// The same elements, in the same order, under another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    let old = self.shape
    return .result(value.reshaped(shape), of: [self]) { dy, _ in [dy.reshaped(old)] }
  }

  /// The rows of this variable [n, a] and of another [n, b] side by side: [n, a + b].
  public func concatenated(with other: Variable) -> Variable {
    let (a, b) = (value.channels, other.value.channels)
    return .result(concatenatingRows(value, other.value), of: [self, other]) { dy, wanted in
      [wanted[0] ? columns(dy, 0..<a) : nil, wanted[1] ? columns(dy, a..<a + b) : nil]
    }
  }

  /// The same items with those of another variable in the place of some.
  ///
  /// - Parameters:
  ///   - indices: the items to replace, numbers of the first dimension, each once.
  ///   - others: what takes their places, in the same order.
  /// - Returns: a variable of the same shape.
  public func replacingItems(_ indices: [Int], with others: Variable) -> Variable {
    let zeros = Tensor(repeating: 0, shape: others.shape)
    return .result(value.replacingItems(indices, with: others.value), of: [self, others]) {
      dy, wanted in
      [
        wanted[0] ? dy.replacingItems(indices, with: zeros) : nil,
        wanted[1] ? dy.items(indices) : nil,
      ]
    }
  }

  /// x where it is positive, `slope` x elsewhere.
  ///
  /// - Parameter slope: 0 to 1; 0 is the plain ReLU.
  /// - Returns: a variable of the same shape.
  public func leakyReLU(slope: Scalar) -> Variable {
    let y = TensorCore.leakyReLU(value, slope: slope)
    return .result(y, of: [self]) { dy, _ in [leakyReLUPullback(dy, result: y, slope: slope)] }
  }

  /// The hyperbolic tangent of each element.
  public func hyperbolicTangent() -> Variable {
    let y = TensorCore.hyperbolicTangent(value)
    return .result(y, of: [self]) { dy, _ in [hyperbolicTangentPullback(dy, result: y)] }
  }
}
