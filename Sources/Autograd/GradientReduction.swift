import TensorCore

/// Joins the results of parts of a batch that are computed apart, so that a step is one of the whole batch.
///
/// The parts have equal weights and each computes the gradients of its own pairs. Everyone updates the
/// weights by the same sums, so they stay equal to the last bit. Who computes the other parts, and how
/// numbers travel, is up to the type that conforms.
public protocol GradientReduction {
  /// The size of this part of the batch, the whole being 1.
  var weight: Double { get }
  /// Adds up the sums of batch normalisation over all parts.
  ///
  /// With `nil` each part is normalised by its own statistics.
  var sumOfStatistics: SumOverParts? { get }
  /// Begins to add up the gradients of one loss.
  ///
  /// All parts call it in the same order.
  func beginSum() -> any GradientSum
  /// Replaces numbers found on this part by their mean over the whole batch, weighted by size.
  func average(_ numbers: inout [Double])
}

/// Gradients on their way to their sums over all parts, while the walk that finds others continues.
///
/// Whoever began it must call `finish` exactly once.
public protocol GradientSum: AnyObject {
  /// Takes a gradient that no longer changes.
  ///
  /// All parts add gradients of the same shapes in the same order.
  ///
  /// - Parameters:
  ///   - gradient: this part's share of the sum.
  ///   - tapeIndex: what `finish` returns the sum under.
  func add(_ gradient: Tensor, at tapeIndex: Int)
  /// Lets numbers travel on; called often, so it must be cheap.
  func makeProgress()
  /// Waits for all sums and returns them by tape index; called once.
  func finish() -> [Int: Tensor]
}

extension GradientReduction {
  /// Replaces state that was found on this part, such as running statistics, by the mean over the whole batch.
  public func average(_ state: [Parameter]) {
    var numbers = state.flatMap { $0.value.elements.map { Double($0) } }
    average(&numbers)
    var rest = numbers[...]
    for parameter in state {
      let count = parameter.value.count
      parameter.value = Tensor(
        shape: parameter.value.shape, elements: rest.prefix(count).map { Scalar($0) })
      rest = rest.dropFirst(count)
    }
  }
}
