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
    /// Where it ends, in seconds after the film begins.
    public let seconds: Double
    /// ffmpeg's name of its codec, such as "h264".
    package let codec: String
    /// The shape of its pixels as ffmpeg writes it, such as "64:45".
    let aspect: String
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
  /// ffmpeg's name of its sound's codec, if it has a sound.
  package let soundCodec: String?
  /// When its sound begins, in seconds after the film does.
  let soundStart: Double
  /// The comment stored in it.
  public let comment: String?

  /// Whether it has a sound, which may be silent.
  public var hasSound: Bool { soundCodec != nil }

  /// Reads what the headers of a film say.
  ///
  /// - Throws: `Failure` of kind `badInput` where the file is no film, has no usable length (at most a
  ///   day) or too large images; `unavailable` where ffmpeg is not installed.
  public init(_ path: String) throws {
    self.path = path
    let found = try FFmpeg.describe(path)
    // Matroska stores names of tags in capitals.
    comment =
      found["format"]?["tags"]?.members?.first { $0.key.lowercased() == "comment" }?.value.text
    let streams = found["streams"]?.elements ?? []
    func number(_ key: String, of value: JSONValue?) -> Double? {
      value?[key]?.text.flatMap { Double($0) }
    }
    func duration(of value: JSONValue?) -> Double? { number("duration", of: value) }
    let whole = duration(of: found["format"])
    let sound = streams.first { $0["codec_type"]?.text == "audio" }
    soundCodec = sound?["codec_name"]?.text
    func start(of stream: JSONValue?) -> Double {
      max(
        0,
        (number("start_time", of: stream) ?? 0) - (number("start_time", of: found["format"]) ?? 0))
    }
    soundStart = start(of: sound)
    let stream = streams.first {
      $0["codec_type"]?.text == "video" && $0["disposition"]?["attached_pic"]?.wholeNumber != 1
    }
    imageStream = try stream.map { stream in
      try Self.imageStream(
        of: stream, until: duration(of: stream).map { $0 + start(of: stream) } ?? whole, path)
    }
    guard imageStream != nil || soundCodec != nil else {
      throw Failure(.badInput, path, "a film with neither image nor sound")
    }
    let length = whole ?? imageStream?.seconds
    guard let length, length > 0, length <= Self.longest else {
      throw Failure(
        .badInput, path,
        "a film of unusable length (\(length.map { "\($0) s" } ?? "not known"); at most "
          + "\(Int(Self.longest)) s)")
    }
    self.seconds = length
  }

  private static func imageStream(
    of stream: JSONValue, until seconds: Double?, _ path: String
  ) throws -> ImageStream {
    var (width, height) = (stream["width"]?.wholeNumber ?? 0, stream["height"]?.wholeNumber ?? 0)
    guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16,
      width * height <= ImageFile.usualMaximumPixels
    else {
      throw Failure(
        .badInput, path,
        "a film of unusable size (\(width) x \(height); at most \(ImageFile.usualMaximumPixels) pixels)"
      )
    }
    let turn = stream["side_data_list"]?.elements?.lazy.compactMap { $0["rotation"]?.wholeNumber }
      .first
    if let turn, turn % 180 != 0 { swap(&width, &height) }
    let rate = rate(stream["avg_frame_rate"]) ?? rate(stream["r_frame_rate"])
    return ImageStream(
      width: width, height: height, rate: rate ?? Rate(images: 25, seconds: 1),
      seconds: seconds ?? 0, codec: stream["codec_name"]?.text ?? "",
      aspect: stream["sample_aspect_ratio"]?.text ?? "1:1")
  }

  /// A ratio such as "30000/1001"; nil where it is none that a film can have.
  private static func rate(_ value: JSONValue?) -> Rate? {
    let parts = (value?.text ?? "").split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    let rate = Rate(images: parts[0], seconds: parts[1])
    return (0.01...1_000).contains(rate.value) ? rate : nil
  }
}
