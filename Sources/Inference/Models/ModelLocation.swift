import Files
import Glibc

/// Where the model of a conversion is looked for.
///
/// A model that is asked for goes first, then the one that `CMCGAN_MODEL` names, then the default model
/// that comes with the program.
public enum ModelLocation {
  /// The environment variable that names a model.
  ///
  /// It is used where no model is asked for, and ignored if it is empty.
  public static let variable = "CMCGAN_MODEL"
  /// Where the default model lies in the repository, and where it is installed.
  public static let defaultPlaces = [
    "data/default.safetensors", "share/cmcgan/default.safetensors",
  ]

  /// The path of the model: the one asked for, that of the environment, or the default one.
  ///
  /// The default model is looked for at `defaultPlaces` in the folder of the executable, and in each
  /// folder above it. Throws `.missingInput` if none is there.
  public static func path(
    asked: String?, environment: String?, executable: String
  ) throws -> String {
    if let asked { return asked }
    if let environment, !environment.isEmpty { return environment }
    if let path = InstalledFile.path(defaultPlaces, executable: executable) { return path }
    throw Failure(
      .missingInput, nil, "no model is given and there is no default model",
      hint: "Use --model, or set \(variable).")
  }

  /// The model that this process uses when it is asked for one, or for none.
  ///
  /// - Parameter asked: the path of a model, checkpoint or run folder; nil uses the environment or the default.
  /// - Returns: the path, which may not exist if it was asked for.
  /// - Throws: `Failure` of kind `missingInput` where no model is given and there is no default model.
  public static func path(asked: String?) throws -> String {
    try path(
      asked: asked, environment: getenv(variable).map { String(cString: $0) },
      executable: InstalledFile.executable)
  }
}
