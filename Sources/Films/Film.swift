import Files
import Media

/// What a film holds, as ffprobe describes it.
///
/// Only headers are read, so this is quick for a film of any length. `FilmFrames` and `FilmSound` read
/// its content, `FilmWriter` writes a new one.
public struct Film: Sendable {
  /// The moving image of a film.
  public struct ImageStream: Sendable {
    /// Columns of pixels, after the film is turned upright.
    public let width: Int
    /// Rows of pixels, after the film is turned upright.
    public let height: Int
    /// Images a second on average, as a ratio.
    ///
    /// 25 where the film does not say.
    public let rate: Rate
    /// Where it ends, in seconds after the film begins; the last image may be held until then.
    public let seconds: Double
    /// ffmpeg's name of its codec, such as "h264".
    package let codec: String
    /// The index of its stream.
    let index: Int
    /// A rate at which all images keep their times, also those that do not come at a steady rate.
    let finestRate: Rate
    /// The shape of its pixels as ffmpeg writes it, such as "64:45", after the film is turned upright.
    let aspect: String
    /// Whether the film says that its images are to be turned or mirrored.
    let isTurned: Bool
    /// Whether packets say in which order images are shown, so that they can be copied.
    let isOrdered: Bool
    /// The filters that bring its images onto the film's clock before all others.
    let clock: [String]
    /// What its numbers say of colours.
    let colors: FilmColors
  }

  /// Images a second, as a ratio of whole numbers: 30000 images in 1001 seconds, for example.
  public struct Rate: Sendable, Equatable {
    /// The number of images, at least 1.
    public let images: Int
    /// The seconds that they are shown in, at least 1.
    public let seconds: Int

    /// A rate of so many images in so many seconds.
    public init(images: Int, seconds: Int) {
      (self.images, self.seconds) = (images, seconds)
    }

    /// Images a second.
    public var value: Double { Double(images) / Double(seconds) }
    /// The ratio as ffmpeg writes it.
    var text: String { "\(images)/\(seconds)" }
  }

  /// The longest film that is read, in seconds.
  static let longest = 86_400.0
  /// The endings of films that can be written.
  ///
  /// Films of more kinds can be read.
  public static let endings = ["mp4", "m4v", "mov", "mkv", "webm"]

  /// The path of the file.
  public let path: String
  /// Its length in seconds.
  public let seconds: Double
  /// Its moving image, if it has one.
  ///
  /// The cover image of a sound does not count.
  public let imageStream: ImageStream?
  /// Its sound, if it has one.
  ///
  /// A track without a packet is none.
  let sound: SoundTrack?
  /// When its sound begins, in seconds after the film does.
  let soundStart: Double
  /// The comment stored in it.
  public let comment: String?
  /// The options of ffmpeg that open it, so that its clock begins with its images or its sound.
  let input: [String]

  /// ffmpeg's name of its sound's codec, if it has a sound.
  package var soundCodec: String? { sound?.codec }

  /// Whether it has a sound, which may be silent.
  public var hasSound: Bool { sound != nil }

  /// Reads what the headers and the packets of a film say.
  ///
  /// - Throws: `Failure` of kind `badInput` where the file is no film, has no usable length (at most a
  ///   day) or too large images; `unavailable` where ffmpeg is not installed.
  public init(_ path: String) throws {
    self.path = path
    let found = try FFmpeg.describe(path, named: path, Self.entries)
    let packets = try FilmPackets(path)
    comment = found.storedComment
    func track(_ type: String) -> (stream: JSONValue, times: FilmPackets.Times)? {
      let tracks = found.streams(type).compactMap { stream in
        packets.times[stream.streamIndex].map { (stream: stream, times: $0) }
      }
      // Matroska may not mark covers as such; what moves is the film.
      let moving = tracks.filter { type == "video" && $0.times.count > 1 }
      let choice = moving.isEmpty ? tracks : moving
      return choice.first { $0.stream.isMarked("default") } ?? choice.first
    }
    let (image, heard) = (track("video"), track("audio"))
    let starts = [image, heard].map { $0.map { $0.stream.number("start_time") ?? $0.times.first } }
    guard let origin = Self.origin(images: starts[0], sound: starts[1], found) else {
      throw packets.complaint.map { FFmpeg.unreadable(path, $0) }
        ?? Failure(.badInput, path, "a film with neither image nor sound")
    }
    sound = heard.map { SoundTrack($0.stream, comment: found.storedComment) }
    soundStart = max(0, (starts[1] ?? origin) - origin)
    // ffmpeg itself begins with whatever is first in the file.
    let shift = (found["format"]?.number("start_time") ?? 0) - origin
    input = (abs(shift) < 1e-6 ? [] : ["-itsoffset", FFmpeg.time(shift)]) + FFmpeg.input(path)
    let stored = packets.complaint == nil ? image?.stream["tags"]?["DURATION"]?.text : nil
    imageStream = try image.map {
      try ImageStream($0.stream, $0.times, origin: origin, storedEnd: stored, path)
    }
    let heardUntil = heard.map { FFmpeg.rounded($0.times.end - origin) }
    let length = max(imageStream?.seconds ?? 0, heardUntil ?? 0)
    guard length > 0, length <= Self.longest else {
      throw Failure(
        .badInput, path,
        "a film of unusable length (\(length) s; at most \(Int(Self.longest)) s)")
    }
    seconds = length
  }

  /// The time on the clock of the file at which a film begins: that of its first image or sound.
  private static func origin(images: Double?, sound: Double?, _ found: JSONValue) -> Double? {
    guard let images, let sound else { return images ?? sound }
    // Matroska counts in what coders of sound put before its first sample.
    let isDelay = (images - longestDelay..<images).contains(sound)
    let isMatroska = found["format"]?["format_name"]?.text?.contains("matroska") ?? false
    return isMatroska && isDelay ? images : min(images, sound)
  }

  /// More than coders of sound put before its first sample, in seconds: 1,024 samples at 8 kHz.
  private static let longestDelay = 0.13

  private static let entries =
    "format=format_name,start_time:format_tags=comment,COMMENT"
    + ":stream=index,codec_type,codec_name,sample_rate,channels,width,height,start_time"
    + ",avg_frame_rate,r_frame_rate,sample_aspect_ratio,has_b_frames"
    + ",color_range,color_space,color_transfer,color_primaries"
    + ":stream_disposition:stream_tags=DURATION:stream_side_data=side_data_type,rotation"

  /// Its images.
  ///
  /// - Throws: `Failure` of kind `badInput` where it has none.
  func requireImages() throws -> ImageStream {
    guard let imageStream else { throw Failure(.badInput, path, "a film without an image") }
    return imageStream
  }

  /// Its sound.
  ///
  /// - Throws: `Failure` of kind `badInput` where it has none.
  func requireSound() throws -> SoundTrack {
    guard let sound else { throw Failure(.badInput, path, "a film without a sound") }
    return sound
  }
}
