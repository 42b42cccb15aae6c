import TensorCore

/// The inner product of two tensors, in double precision.
func dot(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.elements, b.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// What is wrong where <a, b> should equal <c, d>; `nil` if nothing is.
///
/// The tolerance is a share of the product of lengths: what rounding of single elements can cause.
func dotFault(_ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor) -> String? {
  let (found, expected) = (dot(a, b), dot(c, d))
  let scale = max((dot(a, a) * dot(b, b)).squareRoot(), (dot(c, c) * dot(d, d)).squareRoot())
  let tolerance = scale * (Scalar.self == Double.self ? 1e-13 : 1e-6)
  return abs(found - expected) <= tolerance && scale > 0
    ? nil : "\(found) is not \(expected) (tolerance \(tolerance))"
}

/// One image of a batch, as a batch of one.
func member(_ index: Int, of x: Tensor) -> Tensor {
  let length = x.count / x.shape[0]
  return Tensor(
    shape: [1] + x.shape.dropFirst(),
    elements: Array(x.elements[index * length..<(index + 1) * length]))
}
