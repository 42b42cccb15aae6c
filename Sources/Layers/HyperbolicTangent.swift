import Autograd

/// The hyperbolic tangent of each element: the last layer of decoders, whose results are in [-1, 1].
public struct HyperbolicTangent: Layer {
  /// Makes the layer, which has no parameters.
  public init() {}

  public var parameters: [Parameter] { [] }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable { x.hyperbolicTangent() }
}
