import Files
import Media

/// Writes a film in constant memory.
///
/// Either the images or the sound are given piece by piece; the other part comes from an existing file.
/// That part is copied without recoding where the new film can hold its codec.
public final class FilmWriter {
  private let name: String
  private let process: ChildProcess
  private var hasRefused = false

  /// Begins a film of images that are given by `append`, with the sound of a file.
  ///
  /// - Parameters:
  ///   - path: where it is written; the ending says the kind.
  ///   - name: what messages call it.
  ///   - width: columns of all images.
  ///   - height: rows of all images.
  ///   - rate: images a second; under 10, each image is stored several times.
  ///   - sound: the sound of a file; nil for a film without a sound.
  ///   - imageStream: the images whose colours and pixel aspect ratio it takes over; nil means the usual
  ///     colours and square pixels.
  ///   - end: the time in seconds at which the film ends; nil shows the last image as long as the others.
  ///   - comment: a text that is stored in it.
  /// - Throws: `Failure` of kind `unavailable` where ffmpeg is not installed.
  public init(
    _ path: String, named name: String, width: Int, height: Int, rate: Film.Rate,
    sound: KeptSound?, shaped imageStream: Film.ImageStream? = nil, until end: Double? = nil,
    comment: String
  ) throws {
    let coding = FilmCoding(path)
    let colors = imageStream?.colors ?? .usual
    // Slow images are shown several times, for players that know only usual rates; coded images have
    // even sides; pixels keep the shape that those of the film have.
    let filters =
      (rate.value < 10 ? ["fps=\(Self.usualRate)"] : []) + [FilmCoding.evenSides]
      + (imageStream.map { ["setsar=\($0.aspect.replacing(":", with: "/"))"] } ?? [])
      + colors.filters
    // A film of a sound that is shorter than an image shows one image.
    let length = end.map { FFmpeg.time(max($0, 1 / Double(Self.usualRate))) }
    self.name = name
    process = try FFmpeg.start(
      ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(width)x\(height)", "-r", rate.text]
        + ["-i", "pipe:0"] + (sound?.input ?? []) + ["-map", "0:v:0"]
        + (sound.map {
          ["-map", "1:\($0.stream)", "-map_metadata", "1"]
            + coding.sound(keeping: $0.codec, channels: $0.channels)
        } ?? [])
        + (length.map { ["-t", $0] } ?? []) + coding.images + colors.tags
        + ["-vf", filters.joined(separator: ",")]
        + FilmCoding.ending(comment) + ["file:\(path)"], .input)
  }

  /// Images a second where the sound gives fewer than players know.
  private static let usualRate = 25

  /// Begins a film with the images of another, and a sound that is given by `append`.
  ///
  /// - Parameters:
  ///   - path: where it is written; the ending says the kind.
  ///   - name: what messages call it.
  ///   - film: the film whose images it has.
  ///   - sampleRate: the rate of the sound, which has one channel.
  ///   - comment: a text that is stored in it.
  /// - Throws: `Failure` of kind `badInput` where the film has no image, `unavailable` where ffmpeg is not
  ///   installed.
  public init(
    _ path: String, named name: String, imagesOf film: Film, sampleRate: Int, comment: String
  ) throws {
    let coding = FilmCoding(path)
    let images = try film.requireImages()
    self.name = name
    // Without their times, images can be decoded in order, but not copied.
    process = try FFmpeg.start(
      ["-f", "f32le", "-ar", "\(sampleRate)", "-ac", "1", "-i", "pipe:0"]
        + film.input + ["-map", "1:\(images.index)", "-map", "0:a:0", "-map_metadata", "1"]
        + coding.images(
          keeping: images.isOrdered ? images.codec : nil, isTurned: images.isTurned,
          filters: images.clock)
        + coding.sound(keeping: nil) + FilmCoding.ending(comment) + ["file:\(path)"], .input)
  }

  /// Adds an image, of the size that was given at the beginning.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where ffmpeg could not write the film so far.
  public func append(_ image: Image) throws { try image.pixels.withUnsafeBytes { try send($0) } }

  /// Adds samples of one channel, from -1 to 1.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where ffmpeg could not write the film so far.
  public func append(_ samples: [Float]) throws { try samples.withUnsafeBytes { try send($0) } }

  /// Completes the film; to be called once, after the last part.
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
    MemoryShortage.failure(problem)
      ?? Failure(.inputOutput, name, "ffmpeg cannot write the film (\(problem))")
  }
}
