import Files
import Media

/// Reads the images of a film at a steady rate, one after another, in constant memory.
///
/// Images come upright and in their full size. A reader belongs to one thread at a time.
public final class FilmFrames {
  /// The last complaint of ffmpeg about a film that could be read all the same.
  ///
  /// It is known at the end only.
  public private(set) var complaint: String?

  private let film: Film
  private let imageStream: Film.ImageStream
  private let process: ChildProcess
  private let isRest: Bool
  private var count = 0
  private var isAtEnd = false

  /// Begins to read; each image is the one that a viewer sees at its time.
  ///
  /// - Parameters:
  ///   - film: a film with an image.
  ///   - rate: images a second, whatever rate the film itself has.
  ///   - start: the time of the first image, in seconds.
  ///   - isRest: whether there may be nothing after the start.
  ///   - isEndless: whether the last image is repeated without end.
  /// - Throws: `Failure` of kind `badInput` where the film has no image.
  public init(
    _ film: Film, rate: Film.Rate, from start: Double = 0, isRest: Bool = false,
    isEndless: Bool = false
  ) throws {
    let imageStream = try film.requireImages()
    (self.film, self.imageStream, self.isRest) = (film, imageStream, isRest)
    // Where images are left out, it is the last one that began before; where all are wanted, times
    // that a film stores with too few digits must not move them.
    let rounding = 2 * rate.value < imageStream.rate.value ? "up" : "near"
    // A size that changes on the way is brought back first, by filters that are never made anew:
    // others would begin to count once more.
    let filters =
      imageStream.clock
      + ["scale=\(imageStream.width):\(imageStream.height)\(imageStream.colors.reading)"]
      + (isEndless ? ["tpad=stop=-1:stop_mode=clone"] : [])
      + ["setpts=PTS-\(start)/TB", "fps=\(rate.text):start_time=0:round=\(rounding)"]
    process = try FFmpeg.start(
      ["-reinit_filter", "0"] + film.input
        + [
          "-map", "0:\(imageStream.index)", "-vf", filters.joined(separator: ","), "-fps_mode",
          "passthrough",
          "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1",
        ], .output)
  }

  /// The next image; nil at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single one, or ffmpeg failed.
  public func next() throws -> Image? {
    guard !isAtEnd else { return nil }
    let size = imageStream.width * imageStream.height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = process.read(UnsafeMutableRawBufferPointer(buffer))
    }
    guard pixels.count == size else {
      isAtEnd = true
      let problem = process.end()
      complaint = process.lastComplaint
      let isMissing = count == 0 && !isRest
      if let problem = problem ?? (isMissing ? complaint ?? "it has no image" : nil) {
        throw FFmpeg.unreadable(film.path, problem)
      }
      return nil
    }
    count += 1
    return Image(width: imageStream.width, height: imageStream.height, pixels: pixels)
  }
}
