import Autograd
import TensorCore

extension Variable {
  /// Elements left out with a probability, the others enlarged so that the mean stays; [part, features].
  func droppedOut(_ rate: Double, _ part: BatchPart, _ random: inout RandomStream) -> Variable {
    rate > 0
      ? multiplied(by: .dropout(rate, part, features: shape[1], &random)) : self
  }
}

extension Tensor {
  /// Factors that leave elements out with a probability and enlarge the others so that the mean stays.
  ///
  /// Those of a whole batch are drawn, whichever part of it is returned: [part, features].
  public static func dropout(
    _ rate: Double, _ part: BatchPart, features: Int, _ random: inout RandomStream
  ) -> Tensor {
    let kept = Scalar(1 / (1 - rate))
    let whole = (0..<part.total * features).map { _ in
      random.uniform() < rate ? 0 : kept
    }
    let own = part.samples.lowerBound * features..<part.samples.upperBound * features
    return Tensor(shape: [part.count, features], elements: Array(whole[own]))
  }
}
