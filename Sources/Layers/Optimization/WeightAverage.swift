import Autograd
import TensorCore

/// A moving average of parameters: smoother than any one step's weights.
///
/// The decay after n steps is the smaller of the given one and (1 + n) / (10 + n). It starts small, so that
/// the first random weights are forgotten.
public final class WeightAverage {
  private let parameters: [Parameter]
  private let decay: Double
  /// The averages, which a checkpoint has to keep; each is named `NAME.PARAMETER`.
  public let averages: [Parameter]

  /// Makes an average that starts at the present values.
  ///
  /// - Parameters:
  ///   - name: the first part of the names of the averages.
  ///   - decay: the share of the average that is kept in a step, 0 to 1; 0 follows the weights at once.
  ///   - parameters: the tensors that are averaged.
  public init(_ name: String, decay: Double, of parameters: [Parameter]) {
    self.parameters = parameters
    self.decay = decay
    averages = parameters.map { Parameter("\(name).\($0.name)", $0.value) }
  }

  /// Starts anew at the present values.
  public func restart() {
    for (average, parameter) in zip(averages, parameters) { average.value = parameter.value }
  }

  /// Moves the averages towards the parameters.
  ///
  /// - Parameter step: the steps done so far, which set the decay.
  public func update(step: Int) {
    let keep = Scalar(min(decay, Double(1 + step) / Double(10 + step)))
    for (average, parameter) in zip(averages, parameters) {
      average.value = sum(
        scaled(average.value, by: keep), scaled(parameter.value, by: 1 - keep))
    }
  }

  /// Runs `body` with the averages in place of the parameters, which come back afterwards.
  ///
  /// They come back where `body` throws, too.
  public func substituted<R>(_ body: () throws -> R) rethrows -> R {
    let live = parameters.map(\.value)
    for (parameter, average) in zip(parameters, averages) { parameter.value = average.value }
    defer { for (parameter, value) in zip(parameters, live) { parameter.value = value } }
    return try body()
  }
}
