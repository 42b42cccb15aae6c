import Files
import Media

/// The sound that a new film takes over from a file.
public struct KeptSound: Sendable {
  /// The options of ffmpeg that open the file.
  let input: [String]
  /// Which stream of the file it is, as ffmpeg's option `-map` calls it.
  let stream: String
  /// ffmpeg's name of its codec, where it may be copied.
  let codec: String?
  /// The number of its channels.
  let channels: Int

  /// The sound of a film, on the film's clock.
  ///
  /// - Throws: `Failure` of kind `badInput` where it has none.
  public init(of film: Film) throws {
    let track = try film.requireSound()
    (input, stream, codec, channels) = (film.input, "\(track.index)", track.codec, track.channels)
  }

  /// The sound of a sound file.
  ///
  /// - Throws: `Failure` of kind `badInput` where it cannot be read, `unavailable` where that needs
  ///   ffprobe, which is not installed.
  public init(of file: MediaInput) throws {
    input = FFmpeg.input(file.path)
    if file.kind.needsFFmpeg, let track = try SoundTrack(file.path, named: file.name) {
      (stream, codec, channels) = ("\(track.index)", track.codec, track.channels)
    } else {
      (stream, codec, channels) = ("a:0", nil, try SoundReader(file).channels)
    }
  }
}
