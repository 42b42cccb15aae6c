import Autograd
import TensorCore

#if DOUBLE_PRECISION
  /// A loss, its gradient, and central differences along random directions.
  struct GradientCheck {
    let parameters: [Parameter]
    let buffers: [Parameter]
    let seed: Int
    let evaluate: () -> (loss: Double, gradients: [Tensor])

    /// Small enough that hardly any unit crosses its kink, large enough for eight digits.
    private let step = 1e-6

    /// The loss and gradient with the state as it is, which is put back.
    private func pure() -> (loss: Double, gradients: [Tensor]) {
      let kept = buffers.map(\.value)
      defer { for (buffer, value) in zip(buffers, kept) { buffer.value = value } }
      return evaluate()
    }

    /// How far the slope along a random direction, in the parameters of a prefix, is from the
    /// gradient's, as a part of it.
    ///
    /// A unit that crosses its kink spoils the difference along one direction, a wrong gradient along
    /// nearly all: so three directions are tried, and the fault in the middle counts.
    func fault(along prefix: String) -> Double {
      let gradients = pure().gradients
      let chosen = parameters.map { $0.name.hasPrefix(prefix) }
      var random = RandomStream(seed: UInt64(seed), stream: 2)
      return (0..<3).map { _ in fault(of: gradients, among: chosen, &random) }.sorted()[1]
    }

    private func fault(
      of gradients: [Tensor], among chosen: [Bool], _ random: inout RandomStream
    ) -> Double {
      let start = parameters.map(\.value)
      let directions = zip(start, chosen).map { value, isChosen in
        isChosen
          ? Tensor.normal(shape: value.shape, from: &random)
          : Tensor(repeating: 0, shape: value.shape)
      }
      let length = directions.reduce(0) { $0 + dot($1, $1) }.squareRoot()
      func loss(at distance: Double) -> Double {
        for (index, parameter) in parameters.enumerated() {
          parameter.value = sum(start[index], scaled(directions[index], by: distance / length))
        }
        return pure().loss
      }
      let difference = (loss(at: step) - loss(at: -step)) / (2 * step)
      for (parameter, value) in zip(parameters, start) { parameter.value = value }

      var (slope, square, count) = (0.0, 0.0, 0)
      for index in parameters.indices where chosen[index] {
        slope += dot(gradients[index], directions[index]) / length
        square += dot(gradients[index], gradients[index])
        count += gradients[index].count
      }
      // A direction that happens to be level is held to the usual slope of a random one. Nothing to
      // differ along is a fault too.
      let usual = (square / Double(max(1, count))).squareRoot()
      guard usual > 0 else { return .infinity }
      return abs(difference - slope) / max(abs(slope), usual)
    }

    private func dot(_ a: Tensor, _ b: Tensor) -> Double {
      zip(a.elements, b.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
#endif
