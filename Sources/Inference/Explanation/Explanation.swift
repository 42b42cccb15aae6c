import Media

/// Which bands and moments of a sound influence its image most.
///
/// Each cell of the spectrogram is silenced in turn. The mean change of the image, with the same latent
/// vector, is the influence of that cell (occlusion sensitivity, Zeiler and Fergus, 2014).
public struct Explanation: Sendable {
  /// A part of the spectrogram.
  public struct Cell: Sendable {
    /// The frequencies of its bands, in hertz.
    public let hertz: ClosedRange<Double>
    /// Its time, in seconds from the beginning of the sound.
    public let seconds: ClosedRange<Double>
    /// Its share of the sum of all influences, 0 to 1.
    public let share: Double
  }

  /// All cells, the most influential first.
  public let cells: [Cell]
  /// The spectrogram, the influences over it, and the image, side by side.
  public let sheet: Image
}
