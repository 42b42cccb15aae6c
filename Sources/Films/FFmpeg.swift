import Files

/// How ffmpeg and ffprobe are called.
package enum FFmpeg {
  /// What every call begins with: only errors are written, and only local files and pipes are opened,
  /// whatever addresses a film holds.
  private static let common = ["-v", "error", "-protocol_whitelist", "file,pipe"]

  /// The words that name a file, whatever its name looks like.
  package static func input(_ path: String) -> [String] { ["-i", "file:\(path)"] }

  /// Starts ffmpeg, which asks nothing and replaces its output.
  static func start(_ arguments: [String], _ pipe: ChildProcess.Pipe) throws -> ChildProcess {
    try ChildProcess("ffmpeg", ["-nostdin", "-y"] + common + arguments, pipe)
  }

  /// What ffprobe says of a film: its `format` and its `streams`.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is no film, `unavailable` where ffprobe is not
  ///   installed.
  static func describe(_ path: String) throws -> JSONValue {
    try describe(
      path, named: path,
      "format=duration,start_time:format_tags:stream=codec_type,codec_name,width,height,duration"
        + ",start_time,avg_frame_rate,r_frame_rate,sample_aspect_ratio:stream_disposition=attached_pic:stream_side_data=rotation"
    )
  }

  /// What ffprobe says of some entries of a file, which messages call by a name.
  static func describe(
    _ path: String, named name: String, _ entries: String, as what: String = "a film"
  ) throws -> JSONValue {
    let process = try ChildProcess(
      "ffprobe", common + ["-show_entries", entries, "-of", "json"] + input(path), .output,
      patience: Patience(isForWork: false))
    var text = [UInt8](repeating: 0, count: 1 << 20)
    let count = text.withUnsafeMutableBytes { process.read($0) }
    if let problem = process.end() { throw unreadable(name, problem, what) }
    return try StrictJSON.parse(Array(text.prefix(count)), subject: name)
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
