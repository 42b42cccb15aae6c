#if DOUBLE_PRECISION
  /// The one number type of all tensors: `Double` in the build that checks gradients.
  ///
  /// Central differences of a whole model mean nothing in single precision: large steps cross the
  /// kinks of L1 and leaky ReLU, small ones drown in rounding.
  public typealias Scalar = Double
#else
  /// The one number type of all tensors; `-DDOUBLE_PRECISION` makes it `Double`.
  public typealias Scalar = Float
#endif
