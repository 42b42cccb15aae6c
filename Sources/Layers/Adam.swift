import Autograd
import Glibc
import TensorCore

/// The optimizer Adam (Kingma and Ba, 2015), with the two moments of each parameter.
public final class Adam {
  /// The numbers of Adam.
  public struct Settings: Codable, Sendable, Equatable {
    /// The size of a step.
    public var learningRate: Double
    /// How much of the mean gradient is kept from step to step.
    public var beta1: Double
    /// How much of the mean squared gradient is kept from step to step.
    public var beta2: Double
    /// What is added to the root of the mean squared gradient.
    public var epsilon: Double

    /// Makes settings.
    public init(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }

  /// Its numbers, which may change from update to update.
  public var settings: Settings
  private let parameters: [Parameter]
  /// The number of updates so far.
  public private(set) var updates: Int = 0
  /// A factor of the learning rate that may change from update to update.
  public var learningRateFactor: Double = 1
  /// The moments, named after the parameters: what a checkpoint has to keep.
  public let moments: [Parameter]

  /// An optimizer of `parameters` whose state goes by `name`.
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

  /// Continues after `updates` updates, whose moments have been put into `moments`.
  public func resume(after updates: Int) { self.updates = updates }

  /// Forgets all that was gathered: the next update is the first.
  public func restart() {
    updates = 0
    for moment in moments { moment.value = Tensor(repeating: 0, shape: moment.value.shape) }
  }

  /// Moves every parameter against its gradient.
  ///
  /// - Parameter gradients: one for each parameter, in their order.
  public func update(_ gradients: [Tensor]) {
    precondition(gradients.count == parameters.count, "one gradient for each parameter")
    updates += 1
    let beta1 = Scalar(settings.beta1)
    let beta2 = Scalar(settings.beta2)
    // Both corrections of the moments' bias in one factor and one divisor, as PyTorch has them.
    let rate = settings.learningRate * learningRateFactor
    let step = Scalar(rate / (1 - pow(settings.beta1, Double(updates))))
    let root = Scalar((1 - pow(settings.beta2, Double(updates))).squareRoot())
    let epsilon = Scalar(settings.epsilon)
    for (index, parameter) in parameters.enumerated() {
      let gradient = gradients[index]
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
