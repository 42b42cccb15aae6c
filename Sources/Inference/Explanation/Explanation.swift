import Media

/// Which bands and moments of a sound influence its image most.
///
/// Each cell of the spectrogram is silenced in turn. The mean change of the image, with the same latent
/// vector, is the influence of that cell (occlusion sensitivity, Zeiler and Fergus, 2014).
public struct Explanation: Sendable {
  /// A part of the spectrogram.
  ///
  /// There are at most 16 cells in each direction, all of one size but for those at the ends.
  public struct Cell: Sendable {
    /// The frequencies of its bands, in hertz.
    public let hertz: ClosedRange<Double>
    /// Its time, in seconds from the beginning of the sound.
    public let seconds: ClosedRange<Double>
    /// Its share of the sum of all influences, 0 to 1.
    ///
    /// The shares of all cells add up to 1, or are all 0 where nothing influences the image.
    public let share: Double
  }

  /// All cells, the most influential first.
  ///
  /// Equal shares are in the order of the spectrogram: by band, then by time.
  public let cells: [Cell]
  /// The spectrogram, the influences over it, and the image, side by side.
  ///
  /// It is 256 pixels high without its labels.
  public let sheet: Image
}
