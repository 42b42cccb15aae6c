import Autograd
import Configuration
import Files
import Glibc
import Models
import Safetensors
import TensorCore
import Threads

extension TrainedModel {
  /// Loads a model file that may come from a stranger: its configuration is checked before it is used.
  ///
  /// - Parameters:
  ///   - path: of a model, a checkpoint or a run folder.
  ///   - temperature: the standard deviation of latent vectors, in place of the model's own.
  ///   - compute: the kernels and the precision that it is used with.
  ///   - warn: told of checkpoints that are passed over.
  /// - Throws: `Failure` of kind `missingInput` where there is none, and `badInput` for all that is wrong
  ///   with it.
  public convenience init(
    checked path: String, temperature: Double? = nil, compute: Compute = .fromEnvironment,
    warn: (String) -> Void
  ) throws {
    let checkpoint = try Self.checked(path, temperature: temperature, warn: warn)
    try self.init(checkpoint, compute: compute)
  }

  /// The checkpoint at a path, with a configuration that networks can be made from, and another
  /// temperature than its own if one is given.
  public static func checked(
    _ path: String, temperature: Double? = nil, warn: (String) -> Void
  ) throws -> Checkpoint {
    var checkpoint = try checkpoint(at: path, warn: warn)
    try checkpoint.configuration.requireUsable(at: checkpoint.path)
    try checkSize(checkpoint.configuration, checkpoint.path)
    if let temperature { checkpoint.configuration.conversion.setTemperature(temperature) }
    return checkpoint
  }

  /// Refuses a configuration that asks for more weights than its file can hold, before there is
  /// memory asked for them.
  package static func checkSize(_ configuration: Configuration, _ path: String) throws {
    let least = MemoryEstimate.leastWeights(configuration)
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let size = Int(status.st_size)
    guard 2 * least <= size else {
      throw Failure(
        .badInput, path,
        "its configuration needs \(least) weights at least, more than its \(size) bytes can hold")
    }
  }
}

extension Configuration {
  /// Checks that networks can be made from the configuration of a model file.
  ///
  /// - Throws: `Failure` of kind `badInput` where they cannot.
  package func requireUsable(at path: String) throws {
    var configuration = self
    // The paths of the data are left out of every model.
    configuration.data.root = "."
    configuration.data.unpairedSounds = "."
    configuration.data.unpairedImages = "."
    do {
      try configuration.validate(subject: path)
      try configuration.sound.spectrogramSettings.validate(path: "\(path): sound")
    } catch let failure as Failure where failure.kind == .badConfiguration {
      throw Failure(.badInput, failure.subject, failure.problem, hint: failure.hint)
    }
  }
}

extension Parameterized {
  /// What trained networks are, by their content: the steps and a checksum of the weights.
  package func identity(step: Int) -> String {
    let values = (parameters + buffers).map(\.value)
    let texts = ThreadPool.shared.map(values.count) { index in
      Checksum.text(values[index].elements.withUnsafeBytes { Checksum.crc32(of: $0) })
    }
    let whole = Array(texts.joined().utf8).withUnsafeBytes { Checksum.crc32(of: $0) }
    return "cmcgan step \(step) weights \(Checksum.text(whole))"
  }
}
