import Autograd
import TensorCore

/// A moving average of parameters: smoother than any one step's weights.
///
/// The decay starts small and grows with the steps, so that the first random weights are forgotten.
public final class WeightAverage {
  private let parameters: [Parameter]
  private let decay: Double
  /// The averages, named after the parameters: what a checkpoint has to keep.
  public let averages: [Parameter]

  /// An average that starts at the present values; a decay of 0 follows them at once.
  public init(_ name: String, decay: Double, of parameters: [Parameter]) {
    self.parameters = parameters
    self.decay = decay
    averages = parameters.map { Parameter("\(name).\($0.name)", $0.value) }
  }

  /// Begins anew at the present values.
  public func restart() {
    for (average, parameter) in zip(averages, parameters) { average.value = parameter.value }
  }

  /// Moves the averages towards the parameters, after `step` steps.
  public func update(step: Int) {
    let keep = Scalar(min(decay, Double(1 + step) / Double(10 + step)))
    for (average, parameter) in zip(averages, parameters) {
      average.value = sum(
        scaled(average.value, by: keep), scaled(parameter.value, by: 1 - keep))
    }
  }

  /// Runs `body` with the averages in the place of the parameters.
  public func substituted<R>(_ body: () throws -> R) rethrows -> R {
    let live = parameters.map(\.value)
    for (parameter, average) in zip(parameters, averages) { parameter.value = average.value }
    defer { for (parameter, value) in zip(parameters, live) { parameter.value = value } }
    return try body()
  }
}
