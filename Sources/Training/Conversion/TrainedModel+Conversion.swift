import CMCGAN
import Files
import TensorCore

extension TrainedModel {
  /// Loads a model that anybody may have made: its configuration is checked before it is used.
  ///
  /// Throws `.missingInput` where there is none, and `.badInput` for all that is wrong with it.
  public convenience init(checked path: String, warn: (String) -> Void) throws {
    let checkpoint = try Self.checked(path, warn: warn)
    try self.init(checkpoint)
  }

  /// The checkpoint at a path, with a configuration that networks can be made from.
  public static func checked(_ path: String, warn: (String) -> Void) throws -> Checkpoint {
    do {
      let checkpoint = try checkpoint(at: path, warn: warn)
      var configuration = checkpoint.configuration
      // The path of the data is left out of every model.
      configuration.data.root = "."
      try configuration.validate(subject: checkpoint.path)
      try configuration.sound.spectrogramSettings.validate(path: "\(checkpoint.path): sound")
      return checkpoint
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
  }

  /// What the model is, by its content: the steps it was trained and a checksum of its weights.
  public var identity: String {
    var texts = ""
    for parameter in generator.parameters + generator.buffers {
      let checksum = parameter.value.elements.withUnsafeBytes { Checksum.crc32(of: $0) }
      texts += Checksum.text(checksum)
    }
    let whole = Array(texts.utf8).withUnsafeBytes { Checksum.crc32(of: $0) }
    return "cmcgan step \(step) weights \(Checksum.text(whole))"
  }
}
