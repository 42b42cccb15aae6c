import Files

/// When the coded images and sounds of a film are shown and played, as its packets say.
///
/// Headers may say nothing of it, or count subtitles in. All packets are read, but none is decoded.
struct FilmPackets {
  /// The times of one stream, in seconds on the clock of the file.
  struct Times {
    /// How many packets there are.
    private(set) var count = 0
    /// The earliest time.
    private(set) var first = Double.infinity
    /// The latest time at which a packet begins.
    private(set) var last = -Double.infinity
    /// The latest time at which a packet ends, where packets say how long they last.
    private(set) var end = -Double.infinity
    /// Whether all packets say when they are shown.
    ///
    /// AVI stores only their order of decoding.
    private(set) var areKnown = true

    fileprivate mutating func add(shown: Double?, decoded: Double?, seconds: Double?) {
      let time = shown ?? decoded ?? max(end, 0)
      count += 1
      areKnown = areKnown && shown != nil
      first = min(first, time)
      last = max(last, time)
      end = max(end, time + (seconds ?? 0))
    }
  }

  /// The times by the index of the stream; those without packets are not among them.
  private(set) var times: [Int: Times] = [:]
  /// What ffprobe complained of, such as an end that came too early.
  let complaint: String?

  /// Reads the packets of a file.
  ///
  /// - Throws: `Failure` of kind `badInput` where it cannot be read, `unavailable` where ffprobe is not
  ///   installed.
  init(_ path: String) throws {
    let process = try FFmpeg.probe(
      path, "packet=stream_index,pts_time,dts_time,duration_time,flags", as: "csv=p=0")
    var lines = LineBuffer()
    while let line = lines.next(from: process) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      // Some packets are only there so that others can be decoded.
      guard fields.count >= 5, let index = Int(fields[0]), !fields[4].contains("D") else {
        continue
      }
      times[index, default: Times()].add(
        shown: Double(fields[1]), decoded: Double(fields[2]), seconds: Double(fields[3]))
    }
    if let problem = process.end() { throw FFmpeg.unreadable(path, problem) }
    complaint = process.lastComplaint
  }
}
