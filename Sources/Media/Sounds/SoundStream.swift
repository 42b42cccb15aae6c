/// A sound of one channel that comes piece by piece.
///
/// `SoundReader` reads one from a sound file; the sound of a film is one too.
public protocol SoundStream: AnyObject {
  /// What is odd about it without preventing its use, as sentences for people.
  var warnings: [String] { get }

  /// The next samples, at most as many as asked for; none only at the end.
  ///
  /// - Throws: `Failure` where it cannot be read any further.
  func read(maximumFrames: Int) throws -> [Float]
}
