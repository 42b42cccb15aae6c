import Files
import Models
import Training

/// The writing of a model that is small and good for conversion only.
///
/// A run holds the discriminator, the state of the optimisers and 32-bit weights too. A model file is
/// much smaller, and converts alike up to rounding.
public enum ModelExport {
  /// Writes encoders and decoders, averaged where the run keeps averages, as 16-bit numbers.
  ///
  /// - Parameters:
  ///   - source: the path of a run folder (its newest checkpoint) or of a checkpoint.
  ///   - output: a path that ends in `.safetensors`.
  ///   - classifier: the path of a run of kind `multimodal` whose classifier is written too; nil for that of a run
  ///     of fine-tuning.
  ///   - data: the data set that the model was trained on, to compute its memory and the means of its classes
  ///     anew; nil keeps those of the source.
  ///   - replacing: whether an output that exists may be replaced.
  ///   - warn: called with what is odd about the checkpoints.
  /// - Returns: the checkpoint whose networks were written.
  /// - Throws: `Failure` of kind `usage` where the name of the output does not fit, `cannotCreate` where
  ///   it cannot be written, `missingInput` and `badInput` for the checkpoints.
  @discardableResult
  public static func write(
    _ source: String, to output: String, classifier: String? = nil, data: KnownData? = nil,
    replacing: Bool = false, warn: (String) -> Void = { _ in }
  ) throws -> Checkpoint {
    guard output.lowercased().hasSuffix(".safetensors") else {
      throw Failure(
        .usage, output, "a model is written as .safetensors, which the name has to end in")
    }
    try OutputFile.check(output, replacing: replacing)
    let checkpoint = try TrainedModel.checked(source, warn: warn)
    let pairs = try (classifier ?? RunFolder(source).completeClassifier).map {
      try TrainedModel.checked($0, warn: warn)
    }
    let inputs = FileSet([source, checkpoint.path] + (pairs.map { [$0.path] } ?? []))
    try OutputFile.check(output, replacing: replacing, inputs: inputs)
    let known = try data?.computed(for: checkpoint, classifier: pairs, warn: warn)
    try checkpoint.writeModel(
      to: output, classifier: pairs, classMeans: known?.classMeans, memory: known?.memory,
      replacing: replacing)
    return checkpoint
  }
}
