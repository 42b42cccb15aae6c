import Files

/// What ffprobe says of the sound in a container, and whether a moving image stands beside it.
///
/// No length is asked for: recorders of browsers store none, and what is stored is only a hint.
struct SoundTrack {
  /// Samples a second.
  let sampleRate: Int
  /// The number of channels.
  let channels: Int
  /// ffmpeg's name of its codec.
  let codec: String?
  /// The comment stored in the file.
  let comment: String?

  /// Looks into the file at a path; nil where it has no sound.
  ///
  /// - Throws: `Failure` of kind `badInput` where ffprobe cannot read it, `unavailable` where that is
  ///   not installed.
  init?(_ path: String, named name: String) throws {
    try self.init(Self.describe(path, named: name))
  }

  private init?(_ found: JSONValue) {
    guard let sound = Self.streams(found, "audio").first else { return nil }
    sampleRate = sound["sample_rate"]?.text.flatMap { Int($0) } ?? 0
    channels = sound["channels"]?.wholeNumber ?? 0
    codec = sound["codec_name"]?.text
    // Matroska stores names of tags in capitals.
    comment =
      found["format"]?["tags"]?.members?.first { $0.key.lowercased() == "comment" }?.value.text
  }

  /// Whether a file has a sound and no moving image; the cover of an album is none.
  ///
  /// - Throws: `Failure` of kind `unavailable` where ffprobe is not installed.
  static func isAlone(in path: String) throws -> Bool {
    do {
      let found = try describe(path, named: path)
      let images = streams(found, "video")
      return !streams(found, "audio").isEmpty
        && images.allSatisfy { $0["disposition"]?["attached_pic"]?.wholeNumber == 1 }
    } catch let failure as Failure where failure.kind == .badInput {
      // What is damaged is named by its beginning.
      return false
    }
  }

  private static func describe(_ path: String, named name: String) throws -> JSONValue {
    try FFmpeg.describe(
      path, named: name,
      "format_tags=comment,COMMENT:stream=codec_type,codec_name,sample_rate,channels"
        + ":stream_disposition=attached_pic", as: "a sound")
  }

  private static func streams(_ found: JSONValue, _ type: String) -> [JSONValue] {
    (found["streams"]?.elements ?? []).filter { $0["codec_type"]?.text == type }
  }
}
