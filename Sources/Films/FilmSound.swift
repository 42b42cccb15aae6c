import Files
import Media

/// Reads the sound of a film as one channel at a given rate, piece by piece, in constant memory.
///
/// If the sound begins after the images, silence comes first, so that both keep together. Channels
/// become one as those of all sounds do.
public final class FilmSound: SoundStream {
  private let reader: SoundReader
  /// Samples of silence that are still to come before the sound.
  private var silence: Int
  /// Samples that are still to be skipped.
  private var unheard: Int

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - film: a film with a sound.
  ///   - sampleRate: the rate of what is read.
  ///   - start: the time of the first sample, in seconds; after the end there is nothing.
  /// - Throws: `Failure` of kind `badInput` where the film has no sound, or not a single sample.
  public init(_ film: Film, sampleRate: Int, from start: Double = 0) throws {
    reader = try SoundReader(
      FFmpegDecoder(film), subject: film.path, sampleRate: sampleRate)
    // ffmpeg makes its filters anew where the number of channels changes, so none of them may be one
    // that counts from the beginning: silence and start are counted here.
    silence = Int((film.soundStart * Double(sampleRate)).rounded())
    unheard = Int((start * Double(sampleRate)).rounded())
  }

  /// What ffmpeg complained of while it could read on, and what is odd about the channels.
  ///
  /// All of it is known at the end only.
  public var warnings: [String] { reader.warnings }

  /// The next samples, fewer than asked for only at the end.
  ///
  /// - Throws: `Failure` of kind `badInput` where ffmpeg failed.
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
    return before == most ? quiet : try quiet + reader.read(maximumFrames: most - before)
  }
}
