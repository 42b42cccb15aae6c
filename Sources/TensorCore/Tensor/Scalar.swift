#if DOUBLE_PRECISION
  /// The one number type of all tensors: `Double` in the build that checks gradients.
  ///
  /// Central differences of a whole model mean nothing in single precision: large steps cross the
  /// kinks of L1 and leaky ReLU, small ones drown in rounding.
  public typealias Scalar = Double
#else
  /// The number type of all tensors.
  ///
  /// The compile condition `DOUBLE_PRECISION` makes it `Double`, to check gradients of whole models.
  public typealias Scalar = Float
#endif
