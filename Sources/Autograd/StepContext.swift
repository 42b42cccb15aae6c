import TensorCore

/// What a training step is computed with: kernels, precision, and the sharing of gradients.
///
/// Whoever trains makes it and hands it down. Passes and `Tape.gradients` get their part from it.
public struct StepContext {
  /// The kernels and the precision of convolutions.
  public var compute: Compute
  /// How the step is shared with other processes; `nil` where this one has the whole batch.
  public let reduction: (any GradientReduction)?

  /// Makes a context, by default of a step that is not shared.
  ///
  /// `reduction` joins the gradients of several ranks; nil is a process alone.
  public init(_ compute: Compute, reduction: (any GradientReduction)? = nil) {
    self.compute = compute
    self.reduction = reduction
  }

  /// The same context with another precision.
  public func with(precision: Precision) -> StepContext {
    StepContext(compute.with(precision: precision), reduction: reduction)
  }
}
