import Files
import Media

/// Reads the sound of a film as one channel at a given rate, piece by piece, in constant memory.
///
/// If the sound begins after the images, silence comes first, so that both keep together.
public final class FilmSound: SoundStream {
  /// What ffmpeg complained of while it could read on; known at the end.
  public private(set) var warnings: [String] = []

  private let film: Film
  private let process: ChildProcess
  private let isRest: Bool
  private var isEmpty = true
  private var isAtEnd = false
  /// Samples of silence that are still to come before the sound.
  private var silence: Int
  /// Samples that are still to be skipped.
  private var unheard: Int

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - film: a film with a sound.
  ///   - sampleRate: the rate of what is read.
  ///   - start: the time of the first sample, in seconds.
  ///   - isRest: whether there may be nothing after the start.
  /// - Throws: `Failure` of kind `badInput` where the film has no sound.
  public init(
    _ film: Film, sampleRate: Int, from start: Double = 0, isRest: Bool = false
  ) throws {
    guard film.hasSound else { throw Failure(.badInput, film.path, "a film without a sound") }
    (self.film, self.isRest) = (film, isRest)
    // ffmpeg makes its filters anew where the number of channels changes, so none of them may be one
    // that counts from the beginning: silence and start are counted here.
    silence = Int((film.soundStart * Double(sampleRate)).rounded())
    unheard = Int((start * Double(sampleRate)).rounded())
    process = try FFmpeg.start(
      FFmpeg.input(film.path)
        + [
          "-map", "0:a:0", "-af", "aresample=\(sampleRate):resampler=soxr:async=1", "-ac", "1",
          "-f", "f32le", "pipe:1",
        ], .output)
  }

  /// The next samples, fewer than asked for only at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single one, or ffmpeg failed.
  public func read(maximumFrames: Int) throws -> [Float] {
    while unheard > 0 {
      let passed = try next(min(unheard, 1 << 16)).count
      guard passed > 0 else { return [] }
      unheard -= passed
    }
    return try next(maximumFrames)
  }

  private func next(_ most: Int) throws -> [Float] {
    let before = min(most, silence)
    silence -= before
    let quiet = [Float](repeating: 0, count: before)
    guard before < most, !isAtEnd else { return quiet }
    let samples = [Float](unsafeUninitializedCapacity: most - before) { buffer, count in
      count = process.read(UnsafeMutableRawBufferPointer(buffer)) / MemoryLayout<Float>.size
    }
    isEmpty = isEmpty && samples.isEmpty
    if samples.count < most - before {
      isAtEnd = true
      let problem = process.end()
      let complaint = process.lastComplaint
      let isMissing = isEmpty && !isRest
      if let problem = problem ?? (isMissing ? complaint ?? "its sound has no samples" : nil) {
        throw FFmpeg.unreadable(film.path, problem)
      }
      warnings += complaint.map { ["ffmpeg says of its sound: \($0)"] } ?? []
    }
    // A damaged film can decode to any number.
    return quiet + samples.map { $0.isFinite ? min(max($0, -1e3), 1e3) : 0 }
  }
}
