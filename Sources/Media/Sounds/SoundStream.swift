/// A sound of one channel that comes piece by piece.
public protocol SoundStream: AnyObject {
  /// What is odd about it without hindering its use, for people to read.
  var warnings: [String] { get }

  /// The next samples, at most as many as given; none only at the end.
  ///
  /// - Throws: `Failure` where it cannot be read any further.
  func read(maximumFrames: Int) throws -> [Float]
}
