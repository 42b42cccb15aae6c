import Files
import TensorCore

/// Everything that one conversion of files is asked for: inputs, output, model and options.
///
/// It holds what the options of `cmcgan-convert` hold, and the same rules apply.
public struct ConversionRequest: Sendable {
  /// Paths of sounds, images, films, or folders that hold them; `-` is the standard input.
  ///
  /// A folder stands for the files in it, without the folders below. There may be none if `options` names a
  /// class.
  public var inputs: [String]
  /// A file, a folder, or `-` for the standard output.
  ///
  /// It is a folder if it is one already, if it ends in a slash, or if there are several inputs. Each
  /// result is then named after its input.
  public var output: String
  /// What is made, and how.
  public var options: ConversionOptions
  /// The path of a model file, checkpoint or run folder; nil looks where `ModelLocation` says.
  ///
  /// A run folder stands for its newest checkpoint.
  public var model: String?
  /// The kernels and the precision that the model is used with.
  ///
  /// Kernels differ by rounding; the default is the best that this processor has.
  public var compute = Compute.fromEnvironment
  /// The standard deviation of the latent vectors; nil is the model's own.
  ///
  /// Results differ more above 1 and less below. At 0 all samples are equal.
  public var temperature: Double?
  /// What the standard input is; nil tells it from the first bytes.
  public var standardInputKind: FileKind?
  /// Where to write which parts of a sound influenced its image most, as PNG; nil writes nothing.
  ///
  /// It is for one sound and its image.
  public var explanation: String?
  /// Whether files that already exist may be replaced.
  ///
  /// Without it, an input whose output exists fails with a `Failure` of kind `cannotCreate`.
  public var isReplacing = false

  /// A request for inputs and an output, with the usual options.
  public init(
    _ inputs: [String], to output: String, options: ConversionOptions = ConversionOptions()
  ) {
    (self.inputs, self.output, self.options) = (inputs, output, options)
  }
}
