import Autograd
import TensorCore

extension Variable {
  /// Elements left out with a probability, the others enlarged so that the mean stays.
  func droppedOut(_ rate: Double, _ random: inout RandomStream) -> Variable {
    rate > 0 ? multiplied(by: .dropout(rate, shape: shape, &random)) : self
  }
}

extension Tensor {
  /// Factors that leave elements out with a probability and enlarge the others so that the mean stays.
  public static func dropout(_ rate: Double, shape: [Int], _ random: inout RandomStream) -> Tensor {
    let kept = Scalar(1 / (1 - rate))
    return Tensor(
      shape: shape,
      elements: (0..<shape.reduce(1, *)).map { _ in random.uniform() < rate ? 0 : kept })
  }
}
