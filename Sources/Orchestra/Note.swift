/// A note of a clip: pitch, detuning and times.
///
/// `Orchestra.notes(of:index:durationSeconds:)` lists the notes of a clip.
public struct Note: Sendable, Equatable {
  /// The MIDI number of the written pitch; 69 is the A of 440 Hz.
  public var midi: Int
  /// The deviation from that pitch in cents, hundredths of a semitone.
  public var detuningCents: Double
  /// The beginning of the note in seconds from the start of the clip.
  ///
  /// It is negative if the clip begins within the note.
  public var startSeconds: Double
  /// The end of the note in seconds from the start of the clip.
  ///
  /// It may lie after the end of the clip.
  public var endSeconds: Double

  /// A note of the given pitch, detuning and times.
  public init(midi: Int, detuningCents: Double, startSeconds: Double, endSeconds: Double) {
    self.midi = midi
    self.detuningCents = detuningCents
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
  }

  /// The fundamental frequency in hertz, without vibrato.
  ///
  /// It follows from equal temperament with 440 Hz for number 69.
  public var hertz: Double {
    440 * Exact.powerOfTwo((Double(midi - 69) + detuningCents / 100) / 12)
  }
}
