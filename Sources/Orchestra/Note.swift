/// A note that a clip asks of its player.
public struct Note: Sendable, Equatable {
  /// The MIDI number of the written pitch; 69 is the A of 440 Hz.
  public var midi: Int
  /// How far from that pitch the player is, in hundredths of a semitone.
  public var detuningCents: Double
  /// When the note begins, from the start of the clip; negative where the clip begins within it.
  public var startSeconds: Double
  /// When the note is let go; it may be after the end of the clip.
  public var endSeconds: Double

  /// A note of the given pitch, detuning and times.
  public init(midi: Int, detuningCents: Double, startSeconds: Double, endSeconds: Double) {
    self.midi = midi
    self.detuningCents = detuningCents
    self.startSeconds = startSeconds
    self.endSeconds = endSeconds
  }

  /// The fundamental frequency, without vibrato.
  public var hertz: Double {
    440 * Exact.powerOfTwo((Double(midi - 69) + detuningCents / 100) / 12)
  }
}
