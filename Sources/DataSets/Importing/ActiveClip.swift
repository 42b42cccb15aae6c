import Files
import Films
import Glibc
import Media
import Preprocessing

/// The half second of a sound file that an import takes.
///
/// Recordings often begin with silence, which says nothing about the instrument.
public enum ActiveClip {
  /// The smallest sample that is taken for sound: -60 dB of full scale.
  private static let threshold = Float(pow(10, Preprocessing.silenceDecibels / 20))

  /// The first half second that is not silent, as one channel at 44.1 kHz.
  ///
  /// It begins with the first sample above the threshold, or as much earlier as is needed to fill it.
  /// Silence follows a shorter sound, and of a silent one the end is taken. Files of any length are read
  /// in constant memory, and only as far as needed.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - note: called with what is odd about the part that was read.
  /// - Returns: the clip.
  /// - Throws: `Failure` as `SoundReader` does.
  public static func read(_ path: String, note: (String) -> Void = { _ in }) throws -> Sound {
    let length = ClipFormat.samples
    let reader = try SoundReader(opening: path, sampleRate: ClipFormat.sampleRate)
    // Half a second before the onset is kept, in case the sound ends soon after it.
    var window: [Float] = []
    var onset: Int?
    while onset.map({ window.count - $0 < length }) ?? true {
      let piece = try reader.read(maximumFrames: length)
      guard !piece.isEmpty else { break }
      if onset == nil {
        window.removeFirst(max(0, window.count - length))
        onset = piece.firstIndex { abs($0) >= threshold }.map { $0 + window.count }
      }
      window += piece
    }
    reader.warnings.forEach(note)
    let start = max(0, min(onset ?? window.count, window.count - length))
    let clip = window[start...].prefix(length)
    return Sound(
      samples: clip + [Float](repeating: 0, count: length - clip.count),
      sampleRate: ClipFormat.sampleRate)
  }
}
