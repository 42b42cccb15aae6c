import Autograd

/// Layers applied one after another.
public struct Sequential: Layer {
  private let layers: [any Layer]

  /// Makes a chain; each layer takes the result of the one before.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public var parameters: [Parameter] { layers.flatMap(\.parameters) }
  public var buffers: [Parameter] { layers.flatMap(\.buffers) }

  public func callAsFunction(_ x: Variable, in pass: Pass) -> Variable {
    layers.reduce(x) { value, layer in layer(value, in: pass) }
  }
}
