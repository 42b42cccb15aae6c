import Autograd
import Configuration
import Files
import Models
import Safetensors
import TensorCore
import TestSupport

/// A small training that `make_model_golden.py` ran on `cmcgan_twin.py`.
struct GoldenTraining {
  let configuration: Configuration
  let steps: Int
  private let name: String
  private let file: TensorFile

  /// The names of the golden files, without their endings.
  static let names = ["paper_model", "switched_model", "standard_model"]

  init(_ name: String) throws {
    self.name = name
    file = try Golden.file(name)
    configuration = try StrictJSON.parse(file.metadata["configuration"] ?? "", subject: name)
      .withOlderMeanings(of: ConfigurationKey.all).decoded(subject: name)
    try configuration.validate(subject: name)
    steps = Int(file.metadata["steps"] ?? "") ?? 0
  }

  /// A model in the state before the first step.
  func model() throws -> CMCGANModel {
    let model = CMCGANModel(configuration)
    for parameter in Self.state(of: model) {
      parameter.value = try file.require("start.\(parameter.name)", shape: parameter.value.shape)
    }
    return model
  }

  /// Everything of a model but the optimizers' moments.
  static func state(of model: CMCGANModel) -> [Parameter] {
    model.generator.parameters + model.generator.buffers + model.discriminator.parameters
      + model.discriminator.buffers
  }

  /// The number of tensors in the state that the twin has.
  var stateCount: Int { file.names.count { $0.hasPrefix("start.") } }

  /// The batch of a step, counted from 1.
  func batch(step: Int) throws -> Batch {
    func tensor(_ key: String) throws -> Tensor { try file.require("batch.\(step - 1).\(key)") }
    func images(_ key: String) throws -> Tensor {
      let bytes = try tensor(key)
      return Tensor(shape: bytes.shape, elements: bytes.elements.map { $0 / 127.5 - 1 })
    }
    return Batch(
      image: try images("image"), sound: try tensor("sound"),
      wrongImage: try images("wrong_image"), wrongSound: try tensor("wrong_sound"),
      latents: Latents(try tensor("latent")))
  }

  /// The twin's losses of a step: of the discriminator, L_G, L_cons, and the generators' sum.
  func losses(step: Int) throws -> [Scalar] {
    let all = try file.require("losses", shape: [steps, 4]).elements
    return Array(all[4 * (step - 1)..<4 * step])
  }

  /// The twin's gradients of the first step.
  var gradients: GoldenCase { GoldenCase("gradient", of: file) }

  /// The twin's state after the last step.
  var end: GoldenCase { GoldenCase("end", of: file) }
}
