import Files

/// The stretches of a film whose image is missing or black.
///
/// Cuts under half a second do not count.
public struct FilmGaps: Sendable, Equatable {
  /// The length in seconds under which a gap is an ordinary cut.
  static let shortest = 0.5
  /// The highest luma, of 16 to 235, of an image that counts as black.
  private static let blackest = 32.0

  /// The stretches in seconds, in order.
  ///
  /// They do not touch each other, and each is at least half a second long.
  public let stretches: [Range<Double>]
  /// The rate of the images where there are some.
  ///
  /// Films with gaps often declare a lower one, for they count the gaps in.
  public let rate: Film.Rate

  /// Whether the image is missing or black at a time, in seconds.
  public func contains(_ time: Double) -> Bool { stretches.contains { $0.contains(time) } }

  /// Searches a whole film, which has to be decoded for that.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single image, or ffmpeg failed.
  public init(_ film: Film, _ imageStream: Film.ImageStream) throws {
    let filters =
      imageStream.clock + [
        "scale=128:128", "format=yuv420p", "signalstats",
        "metadata=mode=print:key=lavfi.signalstats.YMAX:file=-",
      ]
    let process = try FFmpeg.start(
      ["-reinit_filter", "0"] + film.input
        + ["-map", "0:\(imageStream.index)", "-vf", filters.joined(separator: ",")]
        + ["-fps_mode", "passthrough", "-f", "null", "/dev/null"], .output)
    let shown = ShownImages(process, blackest: Self.blackest)
    self.init(
      shown: IteratorSequence(shown), usualRate: imageStream.rate,
      unsteadyRate: imageStream.finestRate, heldUntil: imageStream.seconds, until: film.seconds)
    if let problem = process.end() { throw FFmpeg.unreadable(film.path, problem) }
    guard shown.count > 0 else {
      throw FFmpeg.unreadable(film.path, process.lastComplaint ?? "it has no image")
    }
  }

  /// Finds the stretches between visible images.
  ///
  /// Images that do not come at a steady rate may be held for any time. In such a film only black
  /// images, and images that are missing at either end, make a gap. The last image may be held in any
  /// film.
  ///
  /// - Parameters:
  ///   - images: when each is shown, in order, and whether it is black.
  ///   - usualRate: what the film says of its rate.
  ///   - unsteadyRate: a rate at which images that come at any time keep their times; nil is the usual one.
  ///   - held: how long the last image is shown as the film says; nil where it does not.
  ///   - end: the end of the film.
  package init(
    shown images: some Sequence<(time: Double, isBlack: Bool)>, usualRate: Film.Rate,
    unsteadyRate: Film.Rate? = nil, heldUntil held: Double? = nil, until end: Double
  ) {
    var distances: [Int: Int] = [:]
    // From the beginning of the last visible image to the next one; how long an image lasts is known
    // later.
    var found: [(from: Double?, to: Double, isHeld: Bool)] = []
    var last: Double?
    var lastTime: Double?
    var isAfterBlack = false
    for (time, isBlack) in images {
      if let last { distances[Int(((time - last) * 1_000).rounded()), default: 0] += 1 }
      last = time
      guard !isBlack else {
        isAfterBlack = true
        continue
      }
      if time - (lastTime ?? 0) >= Self.shortest {
        found.append((lastTime, time, isHeld: lastTime != nil && !isAfterBlack))
      }
      (lastTime, isAfterBlack) = (time, false)
    }
    let isLastVisible = lastTime != nil && lastTime == last
    found.append((lastTime, end, isHeld: false))

    let usual = distances.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    // Times in whole milliseconds make two distances of one.
    let alike = distances.filter { abs($0.key - usual) <= 1 }.values.reduce(0, +)
    let isSteady = usual > 0 && 10 * alike >= 9 * distances.values.reduce(0, +)
    let rate =
      isSteady
      ? Self.rate(ofMilliseconds: usual, usually: usualRate) : unsteadyRate ?? usualRate
    self.rate = rate
    stretches = found.filter { isSteady || !$0.isHeld }.compactMap { stretch in
      var from = stretch.from.map { $0 + 1 / rate.value } ?? 0
      if isLastVisible, stretch.from == last, let held { from = max(from, held) }
      return stretch.to - from >= Self.shortest ? from..<stretch.to : nil
    }
  }

  /// The rate of a distance that is known to a millisecond: the film's own, or a usual one, if it fits.
  private static func rate(ofMilliseconds distance: Int, usually own: Film.Rate) -> Film.Rate {
    let usual =
      [own] + [24, 25, 30, 50, 60].map { Film.Rate(images: $0, seconds: 1) }
      + [24_000, 30_000, 60_000].map { Film.Rate(images: $0, seconds: 1_001) }
    return usual.first { abs(1_000 / $0.value - Double(distance)) < 1.1 }
      ?? Film.Rate(images: 1_000, seconds: distance)
  }
}

/// When images are shown and whether they are black, as ffmpeg prints it: a line with the time of each
/// image, and one with its brightest luma.
private final class ShownImages: IteratorProtocol {
  /// All images so far.
  private(set) var count = 0
  private let process: ChildProcess
  private let blackest: Double
  private var lines = LineBuffer()

  init(_ process: ChildProcess, blackest: Double) {
    (self.process, self.blackest) = (process, blackest)
  }

  func next() -> (time: Double, isBlack: Bool)? {
    var time: Double?
    while let line = lines.next(from: process) {
      if let place = line.firstRange(of: "pts_time:") {
        time = Double(line[place.upperBound...].prefix { $0 != " " })
      } else if let place = line.firstRange(of: "YMAX="), let time {
        count += 1
        return (time, (Double(line[place.upperBound...]) ?? 0) <= blackest)
      }
    }
    return nil
  }
}
