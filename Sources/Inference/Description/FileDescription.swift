import Configuration
import DataSets
import Files
import Films
import Media
import TensorCore
import Training

/// What a file says of itself, as one JSON object.
public enum FileDescription {
  /// The description of a model, checkpoint, run folder, sound, image, film or other tensor file.
  ///
  /// Throws `.missingInput` for what cannot be opened, `.badInput` for what is damaged or unknown.
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
    let beginning = try InputFile.readBeginning(path)
    guard !beginning.isEmpty else { throw Failure(.badInput, path, "empty file") }
    let kind = FileKind.sniff(beginning)
    switch kind {
    case _ where kind.isSound: try describe(sound: path, kind, &object)
    case _ where kind.isFilm: try describe(film: path, kind, &object)
    case _ where kind.isImage: try describe(image: path, kind, &object)
    case .safetensors: try describe(tensors: path, &object)
    default:
      throw Failure(
        .badInput, path,
        "nothing is known of it (\(kind.named); models, run folders, sounds, images and films are)"
      )
    }
    return object
  }

  private static func describe(
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

  private static func describe(tensors path: String, _ object: inout JSONValue) throws {
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

  private static func describe(_ checkpoint: Checkpoint, _ object: inout JSONValue) throws {
    let configuration = checkpoint.configuration
    let networks = configuration.emptyNetworks(classes: checkpoint.classes.count)
    try checkpoint.restore(networks)
    let parameters = networks.parameters.reduce(0) { $0 + $1.value.count }
    object["model"] = .string(networks.identity(step: checkpoint.step))
    object["trained_as"] = .string(configuration.model.rawValue)
    object["step"] = .integer(Int64(checkpoint.step))
    object["parameters"] = .integer(Int64(parameters))
    object["training_can_go_on"] = .bool(checkpoint.kind == .checkpoint)
    object["classes"] = .array(checkpoint.classes.map { .string($0) })
    object["image"] = try JSONValue(encoding: configuration.image)
    object["sound"] = try JSONValue(encoding: configuration.sound)
    object["sound"]?["frames"] = .integer(Int64(configuration.sound.frames))
    object["networks"] = try JSONValue(encoding: configuration.networks)
    object["conversion"] = try JSONValue(encoding: configuration.conversion)
    object["training_data"] = .string(configuration.data.source.rawValue)
    object["seed"] = .integer(Int64(configuration.seed))
  }

  private static func describe(
    sound path: String, _ kind: FileKind, _ object: inout JSONValue
  ) throws {
    let reader = try SoundReader(path: path)
    object["kind"] = "sound"
    object["format"] = .string(kind.rawValue)
    object["sample_rate"] = .integer(Int64(reader.fileSampleRate))
    object["channels"] = .integer(Int64(reader.channels))
    if let count = reader.frameCount {
      object["samples"] = .integer(Int64(count))
      object["seconds"] = .real(Double(count) / Double(reader.fileSampleRate))
    }
    if !reader.warnings.isEmpty {
      object["warnings"] = .array(reader.warnings.map { .string($0) })
    }
    describe(comment: reader.comment, &object)
  }

  private static func describe(
    film path: String, _ kind: FileKind, _ object: inout JSONValue
  ) throws {
    let film = try Film(path)
    object["kind"] = "film"
    object["format"] = .string(kind.rawValue)
    object["seconds"] = .real(film.seconds)
    object["sound"] = .bool(film.hasSound)
    if let imageStream = film.imageStream {
      object["width"] = .integer(Int64(imageStream.width))
      object["height"] = .integer(Int64(imageStream.height))
      object["images_per_second"] = .real(imageStream.rate.value)
    }
    describe(comment: film.comment, &object)
  }

  private static func describe(comment: String?, _ object: inout JSONValue) {
    guard let comment else { return }
    if let record = ConversionRecord(comment: comment) {
      object["generated"] = described(record)
    } else {
      object["comment"] = .string(comment)
    }
  }

  private static func describe(
    image path: String, _ kind: FileKind, _ object: inout JSONValue
  ) throws {
    let bytes = try InputFile.read(path)
    let image = try ImageFile.read(bytes: bytes, subject: path)
    object["kind"] = "image"
    object["format"] = .string(kind.rawValue)
    object["width"] = .integer(Int64(image.width))
    object["height"] = .integer(Int64(image.height))
    let texts = ImageFile.text(ofPNG: bytes)
    if let record = ConversionRecord(texts: texts) {
      object["generated"] = described(record)
    } else if !texts.isEmpty {
      var shown: [JSONValue.Member] = []
      var places: [String: Int] = [:]
      for (key, value) in texts {
        let member = JSONValue.Member(key, .string(value))
        if let place = places[key] {
          shown[place] = member
        } else {
          places[key] = shown.count
          shown.append(member)
        }
      }
      object["texts"] = .object(shown)
    }
  }

  private static func described(_ record: ConversionRecord) -> JSONValue {
    [
      "model": .string(record.model), "seed": .integer(Int64(record.seed)),
      "settings": record.settings,
    ]
  }
}
