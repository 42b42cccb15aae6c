import Autograd
import Models
import TensorCore

// Tests compute with the kernels that the environment names, so that all of them can run with each. These
// forms say so once.

extension StepContext {
  /// A step that is not shared, with the kernels of the environment.
  public static var fromEnvironment: StepContext { StepContext(.fromEnvironment) }
}

extension Pass {
  /// A pass of inference with the kernels of the environment.
  public static var inference: Pass { .inference(with: .fromEnvironment) }

  /// A pass of training with the kernels of the environment.
  public static func training(_ tape: Tape) -> Pass { .training(tape, in: .fromEnvironment) }
}

extension TrainableModel {
  /// A step that is not shared, with the kernels of the environment.
  public func train(on batch: Batch, step: Int) -> Losses {
    train(on: batch, step: step, in: .fromEnvironment)
  }

  /// The error with the kernels of the environment.
  public func error(on batch: Batch) -> Double { error(on: batch, with: .fromEnvironment) }
}

extension CMCGANModel {
  /// The gradients of the generator with the kernels of the environment.
  public func generatorGradients(_ batch: Batch) -> (losses: Losses, gradients: [Tensor]) {
    generatorGradients(batch, in: .fromEnvironment)
  }

  /// The gradients of the discriminator with the kernels of the environment.
  public func discriminatorGradients(
    _ batch: Batch, image: Tensor, sound: Tensor
  ) -> (loss: Scalar, gradients: [Tensor]) {
    discriminatorGradients(batch, image: image, sound: sound, in: .fromEnvironment)
  }
}
