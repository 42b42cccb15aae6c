import Configuration
import Files
import Models
import Safetensors
import TensorCore
import Training

extension FileDescription {
  static func describe(
    run path: String, _ warn: (String) -> Void, _ object: inout JSONValue
  ) throws {
    let folder = RunFolder(path)
    guard folder.isBegun else {
      throw Failure(.missingInput, path, "not a run folder (it has no config.json)")
    }
    let configuration = try Configuration.read(of: folder)
    object["kind"] = "run"
    object["planned_steps"] = .integer(Int64(configuration.training.steps))
    object["checkpoints"] = .array(try folder.steps().map { .integer(Int64($0)) })
    let checkpoint = try TrainedModel.checked(path, warn: warn)
    object["newest_checkpoint"] = .string(checkpoint.path)
    try describe(checkpoint, &object)
  }

  static func describe(tensors path: String, _ object: inout JSONValue) throws {
    let file = try TensorFile.read(path)
    if let format = file.metadata["format"], Checkpoint.Kind(rawValue: format) != nil {
      object["kind"] = .string(format)
      try describe(TrainedModel.checked(path) { _ in }, &object)
      return
    }
    object["kind"] = .string(file.metadata["format"] ?? "tensors")
    object["tensors"] = .object(
      file.names.map { name in
        let shape = file[name]?.shape ?? []
        return JSONValue.Member(name, .array(shape.map { .integer(Int64($0)) }))
      })
    let texts = file.metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    object["metadata"] = .object(
      texts.map { text in
        // Texts that are JSON themselves are shown as what they are.
        let parsed =
          text.value.hasPrefix("{") ? try? StrictJSON.parse(text.value, subject: "") : nil
        return JSONValue.Member(text.key, parsed ?? .string(text.value))
      })
  }

  static func describe(_ checkpoint: Checkpoint, _ object: inout JSONValue) throws {
    let configuration = checkpoint.configuration
    let networks = configuration.emptyNetworks(classes: checkpoint.classes.count)
    try checkpoint.restore(networks)
    object["model"] = .string(networks.identity(step: checkpoint.step))
    object["trained_as"] = .string(configuration.model.rawValue)
    object["step"] = .integer(Int64(checkpoint.step))
    if !checkpoint.origins.isEmpty {
      object["origin"] = .array(checkpoint.origins.map { .string($0) })
    }
    object["parameters"] = .integer(Int64(networks.learnedCount))
    object["training_can_go_on"] = .bool(checkpoint.kind == .checkpoint)
    object["classes"] = .array(checkpoint.classes.map { .string($0) })
    object["class_means"] = .bool(try checkpoint.classMeans() != nil)
    object["image"] = try JSONValue(encoding: configuration.image)
    object["sound"] = try JSONValue(encoding: configuration.sound)
    object["sound"]?["frames"] = .integer(Int64(configuration.sound.frames))
    object["networks"] = try JSONValue(encoding: configuration.networks)
    object["conversion"] = try JSONValue(encoding: configuration.conversion)
    if let memory = try checkpoint.memory(of: networks), !memory.parts.isEmpty {
      object["prototypes"] = .object(
        Modality.allCases.compactMap { modality in
          memory.parts[modality].map {
            .init(modality.rawValue, .integer(Int64($0.features.prototypes.shape[0])))
          }
        })
    }
    object["training_data"] = .string(configuration.data.source.rawValue)
    object["seed"] = .integer(Int64(configuration.seed))
  }
}
