import Files
import Media

/// A film that is being written, in constant memory.
///
/// One part is given piece by piece, images or sound; the other is taken from a file that is there. Its
/// coding is kept where the new film can hold it: only what is new is coded anew.
public final class FilmWriter {
  private let name: String
  private let process: ChildProcess
  private var hasRefused = false

  /// A film of images that are to come, with the sound of a file.
  ///
  /// - Parameters:
  ///   - path: where it is written; the ending says the kind.
  ///   - name: what messages call it.
  ///   - width: columns of all images.
  ///   - height: rows of all images.
  ///   - rate: how fast they follow each other.
  ///   - sound: the path of a sound, or a film; nil for a film without a sound.
  ///   - film: the film that the sound is of, if it is of one.
  ///   - imageStream: the images whose shape of pixels it takes over; nil is squares.
  ///   - end: where the last image is cut off, in seconds; nil where it is shown as long as the others.
  ///   - comment: a text that is stored in it.
  /// - Throws: `Failure` of kind `unavailable` where ffmpeg is not installed.
  public init(
    _ path: String, named name: String, width: Int, height: Int, rate: Film.Rate, sound: String?,
    of film: Film? = nil, shaped imageStream: Film.ImageStream? = nil, until end: Double? = nil,
    comment: String
  ) throws {
    let coding = Coding(path)
    // Slow images are shown several times, for players that know only usual rates; coded images have
    // even sides; pixels keep the shape that those of the film have.
    let filters =
      (rate.value < 10 ? ["fps=25"] : []) + ["pad=ceil(iw/2)*2:ceil(ih/2)*2"]
      + (imageStream.map { ["setsar=\($0.aspect.replacing(":", with: "/"))"] } ?? [])
    self.name = name
    process = try FFmpeg.start(
      ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(width)x\(height)", "-r", rate.text]
        + ["-i", "pipe:0"] + (sound.map(FFmpeg.input) ?? []) + ["-map", "0:v:0"]
        + (sound == nil
          ? [] : ["-map", "1:a:0", "-map_metadata", "1"] + coding.sound(keeping: film?.soundCodec))
        + (end.map { ["-t", "\($0)"] } ?? []) + coding.images
        + ["-vf", filters.joined(separator: ",")]
        + Coding.ending(comment) + ["file:\(path)"], .input)
  }

  /// A film with the images of another, and a sound that is to come.
  ///
  /// - Parameters:
  ///   - path: where it is written; the ending says the kind.
  ///   - name: what messages call it.
  ///   - film: the film whose images it has.
  ///   - sampleRate: the rate of the sound, which has one channel.
  ///   - comment: a text that is stored in it.
  /// - Throws: `Failure` of kind `unavailable` where ffmpeg is not installed.
  public init(
    _ path: String, named name: String, imagesOf film: Film, sampleRate: Int, comment: String
  ) throws {
    let coding = Coding(path)
    self.name = name
    process = try FFmpeg.start(
      ["-f", "f32le", "-ar", "\(sampleRate)", "-ac", "1", "-i", "pipe:0"]
        + FFmpeg.input(film.path) + ["-map", "1:v:0", "-map", "0:a:0", "-map_metadata", "1"]
        + coding.images(keeping: film.imageStream?.codec) + coding.sound(keeping: nil)
        + Coding.ending(comment) + ["file:\(path)"], .input)
  }

  /// Adds an image.
  public func append(_ image: Image) throws { try image.pixels.withUnsafeBytes { try send($0) } }

  /// Adds samples from -1 to 1.
  public func append(_ samples: [Float]) throws { try samples.withUnsafeBytes { try send($0) } }

  /// Completes the film.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where ffmpeg could not write it.
  public func finish() throws {
    if let problem = process.end() { throw lost(problem) }
    if hasRefused { throw lost(process.lastComplaint ?? "it ended before the film did") }
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws {
    guard !process.write(bytes) else { return }
    hasRefused = true
    try finish()
  }

  private func lost(_ problem: String) -> Failure {
    Failure(.inputOutput, name, "ffmpeg cannot write the film (\(problem))")
  }
}

/// How the parts of a film are coded, by its ending.
private struct Coding {
  private let ending: String
  private var isWebM: Bool { ending == "webm" }

  init(_ path: String) {
    ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
  }

  /// A coder of images; equal images give equal bytes on any number of processors.
  var images: [String] {
    let coder =
      isWebM
      ? ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0"] : ["-c:v", "libx264", "-crf", "18"]
    return coder + ["-pix_fmt", "yuv420p", "-threads", "4"]
  }

  func images(keeping codec: String?) -> [String] {
    keeps(codec, ["mp4": ["h264", "hevc", "av1", "vp9", "mpeg4"], "m4v": ["h264", "mpeg4"]])
      ? ["-c:v", "copy"] : images
  }

  func sound(keeping codec: String?) -> [String] {
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

  /// Equal films get equal bytes, and can be played while they are loaded.
  static func ending(_ comment: String) -> [String] {
    ["-metadata", "comment=\(comment)", "-fflags", "+bitexact", "-flags", "+bitexact"]
      + ["-movflags", "+faststart"]
  }
}
