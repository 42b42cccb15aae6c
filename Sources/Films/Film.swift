import Files
import Media

/// A film, as ffprobe describes it.
public struct Film: Sendable {
  /// Its image.
  public struct ImageStream: Sendable {
    /// Columns of pixels, after it is turned upright.
    public let width: Int
    /// Rows of pixels, after it is turned upright.
    public let height: Int
    /// Images a second, as a ratio.
    public let rate: Rate
    /// Where it ends, in seconds after the film begins.
    public let seconds: Double
    /// The short name of its coding.
    let codec: String
    /// The shape of its pixels as ffmpeg writes it, such as "64:45".
    let aspect: String
  }

  /// Images a second, as a ratio of whole numbers.
  public struct Rate: Sendable, Equatable {
    /// So many images.
    public let images: Int
    /// They are shown in so many seconds.
    public let seconds: Int

    /// A ratio.
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
  /// The endings of films that are written.
  public static let endings = ["mp4", "m4v", "mov", "mkv", "webm"]

  /// Where it lies.
  public let path: String
  /// Its length in seconds.
  public let seconds: Double
  /// Its image, if it has one; the cover of a sound is none.
  public let imageStream: ImageStream?
  /// The short name of its sound's coding, if it has a sound.
  let soundCodec: String?
  /// When its sound begins, in seconds after the film does.
  let soundStart: Double
  /// The comment stored in it.
  public let comment: String?

  /// Whether there is a sound in it; it may be silent.
  public var hasSound: Bool { soundCodec != nil }

  /// Looks at a film.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is none, has no length or too large images,
  ///   `unavailable` where ffmpeg is not installed.
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
