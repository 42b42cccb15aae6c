/// The mean of (x - target)^2 over all elements.
///
/// Both tensors have one shape. `meanSquaredErrorPullback` is its pullback.
public func meanSquaredError(_ x: Tensor, _ target: Tensor) -> Scalar {
  Scalar(squares(x, target, 0..<x.count) / Double(max(1, x.count)))
}

/// The gradient of `meanSquaredError` with respect to x, times `dy`.
public func meanSquaredErrorPullback(_ dy: Scalar, _ x: Tensor, _ target: Tensor) -> Tensor {
  scaled(difference(x, target), by: 2 * dy / Scalar(max(1, x.count)))
}

/// The mean of (x - target)^2 for each member of a batch: one number for each.
///
/// The first dimension of both tensors counts the members.
public func meanSquaredErrors(_ x: Tensor, _ target: Tensor) -> [Scalar] {
  let length = x.count / max(1, x.shape[0])
  return (0..<x.shape[0]).map { member in
    Scalar(
      squares(x, target, member * length..<(member + 1) * length) / Double(max(1, length)))
  }
}

/// The sum of squared differences over a range of elements.
private func squares(_ x: Tensor, _ target: Tensor, _ range: Range<Int>) -> Double {
  precondition(x.shape == target.shape, "shapes \(x.shape) and \(target.shape) differ")
  return x.withPointer { px in
    target.withPointer { pt in
      range.reduce(0) { sum, i in
        let difference = Double(px[i]) - Double(pt[i])
        return sum + difference * difference
      }
    }
  }
}
