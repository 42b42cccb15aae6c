import Autograd
import Configuration
import Models
import TensorCore

/// A CMCGAN whose numbers a test changes after some of its steps.
final class DisturbedModel: TrainableModel {
  private let model: CMCGANModel
  private let disturb: (any TrainableModel, Int) -> Void

  init(_ model: CMCGANModel, _ disturb: @escaping (any TrainableModel, Int) -> Void) {
    (self.model, self.disturb) = (model, disturb)
  }

  var configuration: Configuration { model.configuration }
  var networks: NetworkRoles { model.networks }
  var usedNetworks: any Parameterized { model.usedNetworks }
  func network(_ part: NetworkPart) -> (any Parameterized)? { model.network(part) }

  func translator(with compute: Compute) -> Translator? { model.translator(with: compute) }

  func step(_ number: Int, on batch: Batch, in context: StepContext) -> Losses {
    defer { disturb(self, number) }
    return model.step(number, on: batch, in: context)
  }

  func pretrainingLoss(on batch: Batch, in pass: Pass) -> Variable? {
    model.pretrainingLoss(on: batch, in: pass)
  }
  func autoencoderLoss(
    on batch: Batch, step: Int, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    model.autoencoderLoss(on: batch, step: step, in: pass, of: context, &losses)
  }

  func translationLoss(
    on batch: Batch, in pass: Pass, of context: StepContext, _ losses: inout Losses
  ) -> Variable? {
    model.translationLoss(on: batch, in: pass, of: context, &losses)
  }

  func error(on batch: Batch, with compute: Compute) -> Double {
    model.error(on: batch, with: compute)
  }
}

extension ModelFactory {
  /// CMCGANs that a test changes after each step, given the model and the step's number.
  static func disturbed(
    _ disturb: @escaping @Sendable (any TrainableModel, Int) -> Void
  ) -> ModelFactory {
    ModelFactory { DisturbedModel(CMCGANModel($0, classes: $1, backbone: $2), disturb) }
  }
}
