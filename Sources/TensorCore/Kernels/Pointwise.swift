import Glibc
import Synchronization
import Threads

// The loops stand in the closures, one call for a range: a call for each element would cost more
// than the arithmetic.

/// A tensor of the shape of `x`, computed from it in parts of `length` by `loop`.
private func map(
  _ x: Tensor, length: Int = 32_768,
  _ loop: (
    _ range: Range<Int>, _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>
  ) -> Void
) -> Tensor {
  Tensor(shape: x.shape) { out in
    x.withPointer { px in
      ThreadPool.shared.forEachRange(x.count, length: length) { loop($0, px, out) }
    }
  }
}

/// A tensor of the shape of `x` and `y`, computed from both in parts by `loop`.
private func map(
  _ x: Tensor, _ y: Tensor,
  _ loop: (
    _ range: Range<Int>, _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>
  ) -> Void
) -> Tensor {
  precondition(x.shape == y.shape, "shapes \(x.shape) and \(y.shape) differ")
  return Tensor(shape: x.shape) { out in
    x.withPointer { px in
      y.withPointer { py in
        ThreadPool.shared.forEachRange(x.count, length: 32_768) { loop($0, px, py, out) }
      }
    }
  }
}

/// The leaky ReLU: x where x is positive, `slope` times x elsewhere.
///
/// The slope lies between 0, which gives the ReLU, and 1, which changes nothing.
public func leakyReLU(_ x: Tensor, slope: Scalar) -> Tensor {
  map(x) { range, x, y in
    for i in range { y[i] = x[i] > 0 ? x[i] : slope * x[i] }
  }
}

/// The gradient of `leakyReLU`, given that of its result; at 0 the slope is `slope`.
///
/// The sign of the result is the sign of x, so x itself need not be kept.
public func leakyReLUPullback(_ dy: Tensor, result y: Tensor, slope: Scalar) -> Tensor {
  map(dy, y) { range, dy, y, dx in
    for i in range { dx[i] = y[i] > 0 ? dy[i] : slope * dy[i] }
  }
}

/// The leaky ReLU with a limit: x where it is positive, `slope` times x elsewhere, but at most `limit`.
///
/// A slope of 1 without a limit changes nothing. A slope of 0 and a limit of 6 are the ReLU6.
public func rectified(_ x: Tensor, slope: Scalar, limit: Scalar = .infinity) -> Tensor {
  if limit == .infinity { return slope == 1 ? x : leakyReLU(x, slope: slope) }
  return map(x) { range, x, y in
    for i in range {
      let value = x[i] > 0 ? x[i] : slope * x[i]
      y[i] = value > limit ? limit : value
    }
  }
}

/// The gradient of `rectified`, given that of its result; from the limit on it is 0.
///
/// The result says on which piece x lies, so x itself need not be kept.
public func rectifiedPullback(
  _ dy: Tensor, result y: Tensor, slope: Scalar, limit: Scalar = .infinity
) -> Tensor {
  if limit == .infinity { return slope == 1 ? dy : leakyReLUPullback(dy, result: y, slope: slope) }
  let (slopes, limits) = (Vector(repeating: slope), Vector(repeating: limit))
  return map(dy, y) { range, dy, y, dx in
    let parts = Vector.parts(of: range.count)
    for offset in parts.vectors {
      let i = range.lowerBound + offset
      let (gradient, value) = (Vector(at: dy + i), Vector(at: y + i))
      (gradient * slopes).replacing(with: gradient, where: value .> Vector.zero)
        .replacing(with: Vector.zero, where: value .>= limits).store(at: dx + i)
    }
    for offset in parts.rest {
      let i = range.lowerBound + offset
      dx[i] = y[i] >= limit ? 0 : y[i] > 0 ? dy[i] : slope * dy[i]
    }
  }
}

/// The hyperbolic tangent of each element, between -1 and 1.
///
/// The last layer of a decoder uses it, since images and spectrograms lie in [-1, 1].
public func hyperbolicTangent(_ x: Tensor) -> Tensor {
  // Some nanoseconds each: short parts, so that one image is shared out too.
  map(x, length: 2_048) { range, x, y in
    for i in range { y[i] = tanh(x[i]) }
  }
}

/// The gradient of `hyperbolicTangent`, given that of its result and the result.
///
/// The derivative is 1 - y^2, so x itself need not be kept.
public func hyperbolicTangentPullback(_ dy: Tensor, result y: Tensor) -> Tensor {
  map(dy, y) { range, dy, y, dx in
    for i in range { dx[i] = dy[i] * (1 - y[i] * y[i]) }
  }
}

/// The sum of two tensors, element by element.
///
/// Both must have the same shape; nothing is broadcast.
public func sum(_ x: Tensor, _ y: Tensor) -> Tensor {
  map(x, y) { range, x, y, out in
    for i in range { out[i] = x[i] + y[i] }
  }
}

/// The difference x - y of two tensors, element by element.
///
/// Both must have the same shape; nothing is broadcast.
public func difference(_ x: Tensor, _ y: Tensor) -> Tensor {
  map(x, y) { range, x, y, out in
    for i in range { out[i] = x[i] - y[i] }
  }
}

/// The product of two tensors, element by element.
///
/// Both must have the same shape; nothing is broadcast.
public func product(_ x: Tensor, _ y: Tensor) -> Tensor {
  map(x, y) { range, x, y, out in
    for i in range { out[i] = x[i] * y[i] }
  }
}

/// Each element times `factor`.
public func scaled(_ x: Tensor, by factor: Scalar) -> Tensor {
  map(x) { range, x, out in
    for i in range { out[i] = x[i] * factor }
  }
}

/// The sum of f(element), in double precision and a fixed order.
func total(_ x: Tensor, _ f: (Scalar) -> Scalar) -> Double {
  let length = 32_768
  let parts = max(1, (x.count + length - 1) / length)
  var sums = [Double](repeating: 0, count: parts)
  sums.withUnsafeMutableBufferPointer { sums in
    nonisolated(unsafe) let sums = sums
    x.withPointer { px in
      ThreadPool.shared.forEachRange(x.count, length: length) { range in
        var sum = 0.0
        for i in range { sum += Double(f(px[i])) }
        sums[range.lowerBound / length] = sum
      }
    }
  }
  return sums.reduce(0, +)
}

/// The mean of |x - target| over all elements: the L1 loss.
///
/// The sum is taken in double precision and in a fixed order. An empty tensor gives 0.
public func meanAbsoluteError(_ x: Tensor, _ target: Tensor) -> Scalar {
  Scalar(total(difference(x, target), abs) / Double(max(1, x.count)))
}

/// The gradient of `meanAbsoluteError` with respect to x, times `dy`.
///
/// Where x equals its target the gradient is 0, so that a perfect result stays as it is.
public func meanAbsoluteErrorPullback(_ dy: Scalar, _ x: Tensor, _ target: Tensor) -> Tensor {
  let step = dy / Scalar(max(1, x.count))
  return map(x, target) { range, x, target, dx in
    for i in range { dx[i] = x[i] > target[i] ? step : x[i] < target[i] ? -step : 0 }
  }
}

/// The mean of |x - target| for each member of a batch: one number for each.
///
/// The first dimension of both tensors counts the members.
public func meanAbsoluteErrors(_ x: Tensor, _ target: Tensor) -> [Scalar] {
  precondition(x.shape == target.shape, "shapes \(x.shape) and \(target.shape) differ")
  let length = x.count / max(1, x.shape[0])
  return (0..<x.shape[0]).map { member in
    var sum = 0.0
    for i in member * length..<(member + 1) * length {
      sum += Double(abs(x.elements[i] - target.elements[i]))
    }
    return Scalar(sum / Double(max(1, length)))
  }
}

/// The mean of log(1 + exp(sign x)), the cross-entropy loss of a discriminator.
///
/// With sign -1 it is -log s(x) with the logistic function s, for pairs to be taken for real. With sign 1 it
/// is -log(1 - s(x)). Large scores do not overflow.
public func meanSoftplus(_ x: Tensor, sign: Scalar) -> Scalar {
  Scalar(total(x) { max(0, sign * $0) + log1p(exp(-abs($0))) } / Double(max(1, x.count)))
}

/// The gradient of `meanSoftplus` with respect to x, times `dy`.
public func meanSoftplusPullback(_ dy: Scalar, _ x: Tensor, sign: Scalar) -> Tensor {
  let step = dy * sign / Scalar(max(1, x.count))
  return map(x) { range, x, dx in
    for i in range { dx[i] = step / (1 + exp(-sign * x[i])) }
  }
}

/// The mean of max(0, 1 + sign x), the hinge loss of a discriminator.
///
/// The sign is -1 for pairs to be taken for real and 1 for all others.
public func meanHinge(_ x: Tensor, sign: Scalar) -> Scalar {
  Scalar(total(x) { max(0, 1 + sign * $0) } / Double(max(1, x.count)))
}

/// The gradient of `meanHinge` with respect to x, times `dy`.
///
/// At the kink, where 1 + sign x = 0, it is 0.
public func meanHingePullback(_ dy: Scalar, _ x: Tensor, sign: Scalar) -> Tensor {
  let step = dy * sign / Scalar(max(1, x.count))
  return map(x) { range, x, dx in
    for i in range { dx[i] = 1 + sign * x[i] > 0 ? step : 0 }
  }
}

/// The mean of all elements.
///
/// The sum is taken in double precision and in a fixed order. An empty tensor gives 0.
public func mean(_ x: Tensor) -> Scalar { Scalar(total(x) { $0 } / Double(max(1, x.count))) }

/// Whether every element is finite: none infinite, none NaN.
///
/// Training calls it for each gradient of each step, so it reads the exponents of many elements at once.
public func isFinite(_ x: Tensor) -> Bool {
  let isFound = Atomic(false)
  x.withPointer { px in
    ThreadPool.shared.forEachRange(x.count, length: 32_768) { range in
      // Of all numbers only these have each bit of the exponent set.
      let exponent = Scalar.infinity.bitPattern
      var largest = exponent ^ exponent
      for i in range { largest = max(largest, px[i].bitPattern & exponent) }
      if largest == exponent { isFound.store(true, ordering: .relaxed) }
    }
  }
  return !isFound.load(ordering: .relaxed)
}
