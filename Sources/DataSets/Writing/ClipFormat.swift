/// The clips of a written data set: those of Sub-URMP, in one channel.
///
/// Files have 16 bits a sample.
public enum ClipFormat {
  /// Samples a second.
  public static let sampleRate = 44_100
  /// Samples of a clip: half a second.
  public static let samples = 22_050
}
