import Files

/// How ffmpeg and ffprobe are called.
package enum FFmpeg {
  /// What every call begins with: only errors are written, and only local files and pipes are opened,
  /// whatever addresses a film holds.
  private static let common = ["-v", "error", "-protocol_whitelist", "file,pipe"]

  /// The words that name a file, whatever its name looks like.
  package static func input(_ path: String) -> [String] { ["-i", "file:\(path)"] }

  /// A time in seconds as options take it; small ones must not come with an exponent.
  static func time(_ seconds: Double) -> String { "\(Int((seconds * 1e6).rounded()))us" }

  /// A time to the microsecond, as ffprobe writes it.
  static func rounded(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e6 }

  /// Starts ffmpeg, which asks nothing and replaces its output.
  static func start(_ arguments: [String], _ pipe: ChildProcess.Pipe) throws -> ChildProcess {
    try ChildProcess("ffmpeg", ["-nostdin", "-y"] + common + arguments, pipe)
  }

  /// The most that a description of a file may take, in bytes.
  private static let longestDescription = 1 << 26

  /// Starts ffprobe on a file; it writes the entries that are asked for.
  static func probe(
    _ path: String, _ entries: String, as format: String, patience: Patience = Patience()
  ) throws -> ChildProcess {
    try ChildProcess(
      "ffprobe", common + ["-show_entries", entries, "-of", format] + input(path), .output,
      patience: patience)
  }

  /// What ffprobe says of some entries of a file, which messages call by a name.
  ///
  /// - Throws: `Failure` of kind `badInput` where it cannot be read or stores too long texts,
  ///   `unavailable` where ffprobe is not installed.
  static func describe(
    _ path: String, named name: String, _ entries: String, as what: String = "a film"
  ) throws -> JSONValue {
    let process = try probe(path, entries, as: "json", patience: Patience(isForWork: false))
    var text: [UInt8] = []
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = process.read(UnsafeMutableRawBufferPointer(buffer))
      }
      text += piece
      if piece.count < 1 << 16 { break }
      guard text.count <= longestDescription else {
        throw Failure(
          .badInput, name,
          "\(what) with too long a comment (over \(longestDescription) bytes are not read)")
      }
    }
    if let problem = process.end() { throw unreadable(name, problem, what) }
    return try StrictJSON.parse(text, subject: name)
  }

  /// The failure of a film that ffmpeg cannot read, in the words of ffmpeg; or that it had too little memory.
  ///
  /// The path, which the message names already, and addresses in memory are left out of them.
  package static func unreadable(
    _ path: String, _ problem: String, _ what: String = "a film"
  ) -> Failure {
    if let shortage = MemoryShortage.failure(problem) { return shortage }
    var words = problem[...]
    if words.hasPrefix("["), let end = words.firstIndex(of: "]") {
      words = words[words.index(after: end)...].drop(while: { $0 == " " })
    }
    for name in ["file:\(path): ", "\(path): "] where words.hasPrefix(name) {
      words = words.dropFirst(name.count)
    }
    return Failure(.badInput, path, "\(what) that ffmpeg cannot read (\(words))")
  }
}
