import Autograd
import TensorCore

extension Variable {
  /// The sum of the products with the elements of `direction`: a loss whose gradient is `direction`.
  public func along(_ direction: Tensor) -> Variable {
    precondition(direction.shape == shape, "direction \(direction.shape) of \(shape)")
    return reshaped([1, value.count]).dense(
      weight: Variable(direction.reshaped([value.count, 1])),
      bias: Variable(Tensor(repeating: 0, shape: [1])))
  }
}
