import Files
import Media

/// The pictures of a film at a steady rate, one after another, in constant memory.
public final class FilmFrames {
  private let film: Film
  private let picture: Film.Picture
  private let process: ChildProcess
  private var count = 0

  /// Begins to read: each picture is the one that is seen at its time.
  ///
  /// - Parameters:
  ///   - film: a film with a picture.
  ///   - rate: so many pictures a second, whatever the film has.
  ///   - start: where the first one is taken, in seconds.
  ///   - isEndless: whether the last picture is given again and again after the end.
  /// - Throws: `Failure` of kind `badInput` where the film has no picture.
  public init(
    _ film: Film, rate: Film.Rate, from start: Double = 0, isEndless: Bool = false
  ) throws {
    guard let picture = film.picture else {
      throw Failure(.badInput, film.path, "a film without a picture")
    }
    (self.film, self.picture) = (film, picture)
    // Where pictures are left out, it is the last one that began before; where all are wanted, times that a
    // film stores with too few digits must not move them.
    let rounding = 2 * rate.value < picture.rate.value ? "up" : "near"
    let filters =
      (isEndless ? ["tpad=stop=-1:stop_mode=clone"] : [])
      + ["setpts=PTS-\(start)/TB", "fps=\(rate.text):start_time=0:round=\(rounding)"]
      + ["scale=\(picture.width):\(picture.height)"]
    process = try FFmpeg.start(
      FFmpeg.input(film.path)
        + [
          "-map", "0:v:0", "-vf", filters.joined(separator: ","), "-fps_mode", "passthrough",
          "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1",
        ], .output)
  }

  /// The next picture; nil at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single one.
  public func next() throws -> Image? {
    let size = picture.width * picture.height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = process.read(UnsafeMutableRawBufferPointer(buffer))
    }
    guard pixels.count == size else {
      let problem = process.end()
      guard count > 0 else {
        throw FFmpeg.unreadable(film.path, problem ?? process.lastComplaint ?? "it has no picture")
      }
      return nil
    }
    count += 1
    return Image(width: picture.width, height: picture.height, pixels: pixels)
  }
}
