import Autograd
import TensorCore

/// A weighted sum of losses, each of which is noted before weighting.
struct LossSum {
  /// The sum.
  private(set) var total = Variable(Tensor(0))
  /// The losses of the step, with those that were added.
  private(set) var losses: Losses

  /// An empty sum, beside losses that were noted before.
  init(_ losses: Losses) { self.losses = losses }

  /// Adds a loss; without a weight it is neither computed nor noted.
  mutating func add(_ name: Losses.Name, _ weight: Double, _ loss: @autoclosure () -> Variable) {
    guard weight > 0 else { return }
    let value = loss()
    losses[name] = value.value.item
    total = total + Scalar(weight) * value
  }
}
