import Files

/// Where the picture of a film fails.
public struct FilmGaps: Sendable, Equatable {
  /// A picture that is missing or black for less than that is an ordinary cut.
  public static let shortest = 0.5
  /// The brightest that black is, of luma from 16 to 235.
  private static let blackest = 32.0

  /// The stretches in seconds, in order, apart from each other.
  public let stretches: [Range<Double>]

  /// Whether the picture fails at a time.
  public func contains(_ time: Double) -> Bool { stretches.contains { $0.contains(time) } }

  /// Looks through a whole film that has a picture.
  ///
  /// - Throws: `Failure` of kind `badInput` where there is not a single picture.
  public init(_ film: Film) throws {
    guard let picture = film.picture else {
      self.init(seenAt: [], interval: 0, until: film.seconds)
      return
    }
    let filters =
      "scale=128:128,format=yuv420p,signalstats"
      + ",metadata=mode=print:key=lavfi.signalstats.YMAX:file=-"
    let process = try FFmpeg.start(
      FFmpeg.input(film.path)
        + ["-map", "0:v:0", "-vf", filters, "-fps_mode", "passthrough", "-f", "null", "/dev/null"],
      .output)
    let seen = SeenPictures(process, blackest: Self.blackest)
    self.init(
      seenAt: IteratorSequence(seen), interval: 1 / picture.rate.value, until: film.seconds)
    let problem = process.end()
    guard seen.count > 0 else {
      throw FFmpeg.unreadable(film.path, problem ?? process.lastComplaint ?? "it has no picture")
    }
  }

  /// The stretches between pictures that are seen.
  ///
  /// - Parameters:
  ///   - times: when each picture that is not black is shown, in order.
  ///   - interval: how long one is shown.
  ///   - end: the end of the film.
  package init(seenAt times: some Sequence<Double>, interval: Double, until end: Double) {
    var stretches: [Range<Double>] = []
    var seenUntil = 0.0
    func note(_ next: Double) {
      if next - seenUntil >= Self.shortest { stretches.append(seenUntil..<next) }
    }
    for time in times {
      note(time)
      seenUntil = max(seenUntil, time + interval)
    }
    note(end)
    self.stretches = stretches
  }
}

/// When pictures that are not black are shown, as ffmpeg prints it: a line with the time of each picture,
/// and one with its brightest luma.
private final class SeenPictures: IteratorProtocol {
  /// All pictures so far, black ones too.
  private(set) var count = 0
  private let process: ChildProcess
  private let blackest: Double
  private var lines = LineBuffer()

  init(_ process: ChildProcess, blackest: Double) {
    (self.process, self.blackest) = (process, blackest)
  }

  func next() -> Double? {
    var time: Double?
    while let line = lines.next(from: process) {
      if let place = line.firstRange(of: "pts_time:") {
        time = Double(line[place.upperBound...].prefix { $0 != " " })
      } else if let place = line.firstRange(of: "YMAX="), let time {
        count += 1
        if let luma = Double(line[place.upperBound...]), luma > blackest { return time }
      }
    }
    return nil
  }
}

/// The lines that a process writes.
private struct LineBuffer {
  private var bytes: [UInt8] = []
  private var next = 0
  private var isAtEnd = false

  mutating func next(from process: ChildProcess) -> String? {
    while true {
      if let end = bytes[next...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { next = end + 1 }
        return String(decoding: bytes[next..<end], as: UTF8.self)
      }
      guard !isAtEnd else { return nil }
      bytes.removeFirst(next)
      next = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 12) { buffer, count in
        count = process.read(UnsafeMutableRawBufferPointer(buffer))
      }
      isAtEnd = piece.count < 1 << 12
      bytes += piece
    }
  }
}
