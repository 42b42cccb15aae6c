import Autograd
import Glibc
import TensorCore
import Threads

/// The optimizer Adam (Kingma and Ba, 2015), with the two moments of each parameter.
///
/// The moments are kept by parameter, so that a checkpoint can store them under the name of each.
public final class Adam {
  /// The numbers of Adam, as in its paper.
  public struct Settings: Codable, Sendable, Equatable {
    /// The size of a step, about the most that a weight moves in one update; above 0.
    public var learningRate: Double
    /// The share of the mean gradient that is kept from update to update, 0 to below 1.
    public var beta1: Double
    /// The share of the mean squared gradient that is kept from update to update, 0 to below 1.
    public var beta2: Double
    /// A small number that is added to the root of the mean squared gradient.
    ///
    /// It keeps weights with tiny gradients from moving far.
    public var epsilon: Double

    /// Makes settings.
    public init(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// The numbers of the next update; they may change from update to update.
  public var settings: Settings
  private let parameters: [Parameter]
  /// The number of updates so far.
  ///
  /// The first updates are corrected for moments that start at zero, so a checkpoint keeps it.
  public private(set) var updates: Int = 0
  /// A factor of the learning rate, for schedules; it may change from update to update.
  public var learningRateFactor: Double = 1
  /// A factor of the learning rate for each parameter, in their order; empty: 1 for all.
  ///
  /// It may change from update to update.
  public var parameterFactors: [Double] = []
  /// The moments, which a checkpoint has to keep.
  ///
  /// Each parameter has two: `NAME.mean.PARAMETER` and `NAME.square.PARAMETER`, in this order.
  public let moments: [Parameter]

  /// Makes an optimizer with moments of zero.
  ///
  /// - Parameters:
  ///   - name: the first part of the names of the moments.
  ///   - settings: the numbers of Adam.
  ///   - parameters: the tensors that it updates, in a stable order.
  public init(_ name: String, _ settings: Settings, of parameters: [Parameter]) {
    self.settings = settings
    self.parameters = parameters
    moments = parameters.flatMap { parameter in
      ["mean", "square"].map {
        Parameter(
          "\(name).\($0).\(parameter.name)", Tensor(repeating: 0, shape: parameter.value.shape))
      }
    }
  }

  /// Continues after a number of updates; the caller has put their moments into `moments`.
  ///
  /// The bias correction of the next update follows from that number.
  public func resume(after updates: Int) { self.updates = updates }

  /// Sets the moments and the number of updates to zero: the next update is the first.
  public func restart() {
    updates = 0
    for moment in moments { moment.value = Tensor(repeating: 0, shape: moment.value.shape) }
  }

  /// Moves every parameter against its gradient.
  ///
  /// - Parameter gradients: one for each parameter, in their order and of their shapes.
  public func update(_ gradients: [Tensor]) {
    precondition(gradients.count == parameters.count, "one gradient for each parameter")
    updates += 1
    let beta1 = Scalar(settings.beta1)
    let beta2 = Scalar(settings.beta2)
    // Both corrections of the moments' bias in one factor and one divisor, as PyTorch has them.
    let rate = settings.learningRate * learningRateFactor
    let correction = 1 - pow(settings.beta1, Double(updates))
    let root = Scalar((1 - pow(settings.beta2, Double(updates))).squareRoot())
    let epsilon = Scalar(settings.epsilon)
    for (index, parameter) in parameters.enumerated() {
      let gradient = gradients[index]
      let factor = parameterFactors.isEmpty ? 1 : parameterFactors[index]
      let step = Scalar(rate * factor / correction)
      precondition(gradient.shape == parameter.value.shape, "gradient of \(parameter.name)")
      let count = gradient.count
      parameter.value.withMutablePointer { value in
        moments[2 * index].value.withMutablePointer { mean in
          moments[2 * index + 1].value.withMutablePointer { square in
            gradient.withPointer { gradient in
              ThreadPool.shared.forEachRange(count, length: 32_768) { range in
                for i in range {
                  let g = gradient[i]
                  mean[i] = beta1 * mean[i] + (1 - beta1) * g
                  square[i] = beta2 * square[i] + (1 - beta2) * g * g
                  value[i] -= step * mean[i] / (square[i].squareRoot() / root + epsilon)
                }
              }
            }
          }
        }
      }
    }
  }
}
