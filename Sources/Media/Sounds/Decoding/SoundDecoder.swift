/// Decodes a sound file piece by piece.
///
/// Rate and channels are those of the samples that were read last, or of the first ones before any was
/// read: in files that were joined they can change on the way.
package protocol SoundDecoder: AnyObject {
  /// Samples a second.
  var sampleRate: Int { get }
  /// The number of channels.
  var channels: Int { get }
  /// How many samples each channel has, where the size of the file proves it.
  ///
  /// Nil where only decoding tells.
  var frameCount: Int? { get }
  /// The comment stored in the file.
  var comment: String? { get }
  /// What is odd about the part that has been read, or was repaired, as sentences for people.
  var notes: [String] { get }

  /// Decodes about as many samples of each channel as asked for, interleaved: [frames, channels].
  ///
  /// None come only at the end.
  ///
  /// - Throws: `SoundDamage` where nothing can be decoded any further.
  func read(frames: Int) throws -> [Float]
}

/// Why a sound cannot be decoded any further, in the words of the library that decodes it.
package struct SoundDamage: Error {
  let reason: String
  /// Whether nothing that can be decoded follows.
  let isAtEnd: Bool

  package init(_ reason: String, isAtEnd: Bool) { (self.reason, self.isAtEnd) = (reason, isAtEnd) }
}
