import Files
import Media

extension Film.ImageStream {
  /// The images of a stream that ffprobe describes.
  ///
  /// - Parameters:
  ///   - stream: what ffprobe says of it.
  ///   - times: the times of its packets.
  ///   - origin: the time at which the film begins, on the clock of the file.
  ///   - stored: where Matroska says that it ends, which counts an image in that is held.
  ///   - path: the film, for messages.
  /// - Throws: `Failure` of kind `badInput` where images are too large.
  init(
    _ stream: JSONValue, _ times: FilmPackets.Times, origin: Double, storedEnd stored: String?,
    _ path: String
  ) throws {
    var (width, height) = (stream["width"]?.wholeNumber ?? 0, stream["height"]?.wholeNumber ?? 0)
    guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16,
      width * height <= ImageFile.usualMaximumPixels
    else {
      throw Failure(
        .badInput, path,
        "a film of unusable size (\(width) x \(height); at most \(ImageFile.usualMaximumPixels) pixels)"
      )
    }
    let turns = (stream["side_data_list"]?.elements ?? []).filter {
      $0["side_data_type"]?.text == "Display Matrix"
    }
    isTurned = !turns.isEmpty
    var shape = (stream["sample_aspect_ratio"]?.text ?? "1:1").split(separator: ":")
    if let turn = turns.first?["rotation"]?.wholeNumber, turn % 180 != 0 {
      swap(&width, &height)
      // A shape that is not known is 0:1.
      if !shape.contains("0") { shape.reverse() }
    }
    (self.width, self.height, aspect) = (width, height, shape.joined(separator: ":"))
    index = stream.streamIndex
    codec = stream["codec_name"]?.text ?? ""
    colors = FilmColors(stream)
    isOrdered = times.areKnown || stream["has_b_frames"]?.wholeNumber == 0
    // Decoders give the first image late where only the order of decoding is known.
    clock = isOrdered ? [] : ["setpts=PTS-STARTPTS"]
    let finest = Film.Rate(stream["r_frame_rate"])
    rate = Self.rate(Film.Rate(stream["avg_frame_rate"]) ?? finest, times)
    finestRate =
      finest.flatMap { (10...60).contains($0.value) ? $0 : nil } ?? .init(images: 60, seconds: 1)
    let end = stored.flatMap(Self.seconds).flatMap { $0 > times.last ? $0 : nil }
    seconds = FFmpeg.rounded((end ?? max(times.end, times.last + 1 / rate.value)) - origin)
  }

  /// The rate on average that headers declare; where that is none, as some recorders store, or far from
  /// what is there, the one that is there.
  private static func rate(_ declared: Film.Rate?, _ times: FilmPackets.Times) -> Film.Rate {
    let usual = Film.Rate(images: 25, seconds: 1)
    let milliseconds = Int(((times.last - times.first) * 1_000).rounded())
    guard declared.map({ $0.value > 120 }) ?? true, times.count > 1, milliseconds > 0 else {
      return declared ?? usual
    }
    let measured = Film.Rate(images: (times.count - 1) * 1_000, seconds: milliseconds)
    if let declared, abs(declared.value / measured.value - 1) < 0.1 { return declared }
    return Film.Rate.usable.contains(measured.value) ? measured : declared ?? usual
  }

  /// The seconds of a time such as `00:01:03.250000000`.
  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":").map { Double($0) }
    guard parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2]
    else { return nil }
    return 3_600 * hours + 60 * minutes + seconds
  }
}

extension Film.Rate {
  /// The rates that a film can have.
  static let usable = 0.01...1_000

  /// A ratio such as "30000/1001"; nil where it is none that a film can have.
  init?(_ value: JSONValue?) {
    let parts = (value?.text ?? "").split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    self.init(images: parts[0], seconds: parts[1])
    guard Self.usable.contains(self.value) else { return nil }
  }
}
