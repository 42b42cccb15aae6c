import Files
import Media

/// The sound of a film as one channel at a given rate, piece by piece, in constant memory.
public final class FilmSound: SoundStream {
  /// What is odd about it; ffmpeg's complaints are known at the end only.
  public let warnings: [String] = []

  private let film: Film
  private let process: ChildProcess
  private var isEmpty = true

  /// Begins to read, from `start` seconds on.
  ///
  /// - Throws: `Failure` of kind `badInput` where the film has no sound.
  public init(_ film: Film, sampleRate: Int, from start: Double = 0) throws {
    guard film.hasSound else { throw Failure(.badInput, film.path, "a film without a sound") }
    self.film = film
    // Sound that begins after the picture is preceded by silence.
    let filters =
      "aresample=\(sampleRate):resampler=soxr:async=1:first_pts=0,atrim=start=\(start)"
      + ",asetpts=PTS-STARTPTS"
    process = try FFmpeg.start(
      FFmpeg.input(film.path)
        + ["-map", "0:a:0", "-af", filters, "-ac", "1", "-f", "f32le", "pipe:1"], .output)
  }

  /// The next samples, fewer than asked for only at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single one.
  public func read(maximumFrames: Int) throws -> [Float] {
    let samples = [Float](unsafeUninitializedCapacity: maximumFrames) { buffer, count in
      count = process.read(UnsafeMutableRawBufferPointer(buffer)) / MemoryLayout<Float>.size
    }
    if samples.isEmpty, isEmpty {
      throw FFmpeg.unreadable(
        film.path, process.end() ?? process.lastComplaint ?? "its sound has no samples")
    }
    isEmpty = isEmpty && samples.isEmpty
    // What a damaged film decodes to is not to be trusted.
    return samples.map { $0.isFinite ? min(max($0, -1e3), 1e3) : 0 }
  }
}
