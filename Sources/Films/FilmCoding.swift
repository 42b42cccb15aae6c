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
  ///
  /// - Parameters:
  ///   - codec: the codec; nil where the images cannot be copied.
  ///   - isTurned: whether the film says that images are to be turned, which not all films can.
  ///   - filters: what is applied to images that are coded anew; they get even sides in any case.
  /// - Returns: options of ffmpeg.
  package func images(
    keeping codec: String?, isTurned: Bool = false, filters: [String] = []
  ) -> [String] {
    let canHold =
      keeps(codec, ["mp4": ["h264", "hevc", "av1", "vp9", "mpeg4"], "m4v": ["h264", "mpeg4"]])
      && !(isTurned && ["mkv", "webm"].contains(ending))
    guard canHold else {
      return images + ["-vf", (filters + [Self.evenSides]).joined(separator: ",")]
    }
    // Players of Apple refuse HEVC that is called hev1.
    return ["-c:v", "copy"] + (codec == "hevc" && ending != "mkv" ? ["-tag:v", "hvc1"] : [])
  }

  /// The filter for coders that need even sides.
  static let evenSides = "pad=ceil(iw/2)*2:ceil(ih/2)*2"

  /// Copies a sound that comes in a codec which the film can hold, else codes it anew.
  package func sound(keeping codec: String?, channels: Int = 1) -> [String] {
    if keeps(codec, ["mp4": ["aac", "mp3"], "m4v": ["aac"]]) { return ["-c:a", "copy"] }
    // Coders know the arrangements of up to eight loudspeakers only; Opus not even all of these.
    let isMany = channels > 8
    return Self.mean(ofChannels: isMany ? channels : 1)
      + (isWebM
        ? ["-c:a", "libopus", "-b:a", "128k"] + (isMany ? [] : ["-ac", "2"])
        : ["-c:a", "aac", "-b:a", "192k"])
  }

  /// Averages channels whose places nobody knows, as all commands do.
  private static func mean(ofChannels count: Int) -> [String] {
    guard count > 1 else { return [] }
    let terms = (0..<count).map { "\(1 / Double(count))*c\($0)" }
    return ["-af", "pan=mono|c0=\(terms.joined(separator: "+"))"]
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
