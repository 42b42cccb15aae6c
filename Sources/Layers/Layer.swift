import Autograd

/// A part of a network, with parameters of its own or none.
///
/// Layers compute on batches: the first dimension counts the items.
public protocol Layer: Parameterized {
  /// Applies the layer to a batch.
  ///
  /// - Parameters:
  ///   - x: one item a row; the shape depends on the layer.
  ///   - pass: whether the layer trains, where it is recorded, and what it is computed with.
  /// - Returns: the result, recorded on the tape of the pass if it has one.
  func callAsFunction(_ x: Variable, in pass: Pass) -> Variable
}
