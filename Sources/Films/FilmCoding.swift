/// How the images and the sound of a new film are coded, as options of ffmpeg.
///
/// The ending of its name decides: VP9 and Opus for `.webm`, H.264 and AAC for all others.
package struct FilmCoding {
  private let ending: String
  private var isWebM: Bool { ending == "webm" }

  /// The coding of a film that is written to a path.
  package init(_ path: String) {
    ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }

  /// A coder of images; equal images give equal bytes on any number of processors.
  package var images: [String] {
    let coder =
      isWebM
      ? ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0"] : ["-c:v", "libx264", "-crf", "18"]
    return coder + ["-pix_fmt", "yuv420p", "-threads", "4"]
  }

  /// Copies images that come in a codec which the film can hold, else codes them anew.
  package func images(keeping codec: String?) -> [String] {
    keeps(codec, ["mp4": ["h264", "hevc", "av1", "vp9", "mpeg4"], "m4v": ["h264", "mpeg4"]])
      ? ["-c:v", "copy"] : images
  }

  /// Copies a sound that comes in a codec which the film can hold, else codes it anew.
  package func sound(keeping codec: String?) -> [String] {
    if keeps(codec, ["mp4": ["aac", "mp3"], "m4v": ["aac"]]) { return ["-c:a", "copy"] }
    // Opus does not know all arrangements of loudspeakers.
    return isWebM
      ? ["-c:a", "libopus", "-b:a", "128k", "-ac", "2"] : ["-c:a", "aac", "-b:a", "192k"]
  }

  /// Whether the new film can hold a coding as it is.
  private func keeps(_ codec: String?, _ known: [String: [String]]) -> Bool {
    let all = known.merging(
      ["mov": ["h264", "hevc", "mpeg4", "aac", "mp3"], "webm": ["vp8", "vp9", "opus", "vorbis"]]
    ) { own, _ in own }
    return codec.map { ending == "mkv" || all[ending, default: []].contains($0) } ?? false
  }

  /// The last options: a comment, equal bytes for equal films, and an index in front for streaming.
  static func ending(_ comment: String) -> [String] {
    ["-metadata", "comment=\(comment)", "-fflags", "+bitexact", "-flags", "+bitexact"]
      + ["-movflags", "+faststart"]
  }
}
