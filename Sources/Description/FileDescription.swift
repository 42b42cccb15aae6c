import DataSets
import Files
import Films
import Training

/// The description of a file as one JSON object: what it is, and how it was made.
public enum FileDescription {
  /// Describes a model, checkpoint, run folder, packed data set, sound, image, film or other tensor file.
  ///
  /// The keys depend on the kind; `schema`, `file` and `kind` are always there. A file that this program
  /// generated has `generated` with the model, the seed and the settings.
  ///
  /// - Parameters:
  ///   - path: a file or a folder.
  ///   - warn: called with what is odd about a checkpoint.
  /// - Returns: the object.
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `badInput` for what is damaged
  ///   or unknown.
  public static func object(of path: String, warn: (String) -> Void) throws -> JSONValue {
    var object: JSONValue = ["schema": 1, "file": .string(path)]
    if let pack = try DataSetLayout.pack(at: path) {
      try pack.describe(&object)
      return object
    }
    if Folder.exists(path) {
      try describe(run: path, warn, &object)
      return object
    }
    if path.hasSuffix(".json"), CheckpointPointer(reading: path, upTo: .max) != nil {
      let checkpoint = try TrainedModel.checked(path, warn: warn)
      object["kind"] = .string(checkpoint.kind.rawValue)
      object["checkpoint"] = .string(checkpoint.path)
      try describe(checkpoint, &object)
      return object
    }
    let input = try MediaInput(path)
    let kind = input.kind
    switch kind {
    case _ where kind.isSound: try describe(sound: input, &object)
    case _ where kind.isImage: try describe(image: input, &object)
    case _ where !input.isFile && (kind.isFilm || kind == .safetensors):
      throw Failure(.badInput, path, "is \(kind.named) in a pipe; it has to be a file")
    case _ where kind.isFilm: try describe(film: path, kind, &object)
    case .safetensors: try describe(tensors: path, &object)
    default:
      if let refusal = kind.refusal(of: path) { throw refusal }
      throw Failure(
        .badInput, path,
        "nothing is known of it (\(kind.named); models, run folders, sounds, images and films are)"
      )
    }
    return object
  }
}
