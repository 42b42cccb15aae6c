import Files
import Films
import Inference
import Media

extension FileDescription {
  static func describe(
    sound input: MediaInput, _ object: inout JSONValue
  ) throws {
    let reader = try SoundReader(input)
    // What a header says of the length may be wrong.
    try reader.finish()
    object["kind"] = "sound"
    object["format"] = .string(input.kind.rawValue)
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

  static func describe(
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

  static func describe(
    image input: MediaInput, _ object: inout JSONValue
  ) throws {
    let bytes = try input.wholeBytes()
    var warnings: [JSONValue] = []
    let image = try ImageFile.read(bytes: bytes, subject: input.name) {
      warnings.append(.string($0))
    }
    object["kind"] = "image"
    object["format"] = .string(input.kind.rawValue)
    object["width"] = .integer(Int64(image.width))
    object["height"] = .integer(Int64(image.height))
    if !warnings.isEmpty { object["warnings"] = .array(warnings) }
    let texts = ImageFile.text(ofPNG: bytes)
    if let record = ConversionRecord(texts: texts) {
      object["generated"] = described(record)
    } else if !texts.isEmpty {
      var shown: [JSONValue.Member] = []
      var indices: [String: Int] = [:]
      for (key, value) in texts {
        let member = JSONValue.Member(key, .string(value))
        if let index = indices[key] {
          shown[index] = member
        } else {
          indices[key] = shown.count
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
