import Files

/// What ffprobe says of the sound in a container, and whether a moving image stands beside it.
///
/// No length is asked for: recorders of browsers store none, and what is stored is only a hint.
struct SoundTrack: Sendable {
  /// The index of its stream.
  let index: Int
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
    let found = try Self.describe(path, named: name)
    guard let stream = found.streams("audio").usual else { return nil }
    self.init(stream, comment: found.storedComment)
  }

  /// The sound of a stream that ffprobe describes.
  init(_ stream: JSONValue, comment: String?) {
    index = stream.streamIndex
    sampleRate = stream["sample_rate"]?.text.flatMap { Int($0) } ?? 0
    channels = stream["channels"]?.wholeNumber ?? 0
    codec = stream["codec_name"]?.text
    self.comment = comment
  }

  /// Whether a file has a sound and no moving image; the cover of an album is none.
  ///
  /// - Throws: `Failure` of kind `unavailable` where ffprobe is not installed.
  static func isAlone(in path: String) throws -> Bool {
    do {
      let found = try describe(path, named: path)
      return !found.streams("audio").isEmpty && found.streams("video").isEmpty
    } catch let failure as Failure where failure.kind == .badInput {
      // What is damaged is named by its beginning.
      return false
    }
  }

  private static func describe(_ path: String, named name: String) throws -> JSONValue {
    try FFmpeg.describe(
      path, named: name,
      "format_tags=comment,COMMENT:stream=index,codec_type,codec_name,sample_rate,channels"
        + ":stream_disposition", as: "a sound")
  }
}
