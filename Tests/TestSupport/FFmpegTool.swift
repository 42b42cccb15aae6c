import Foundation

/// ffmpeg itself, to make films for tests and to look at those that the program made.
public enum FFmpegTool {
  /// Whether it is installed; tests that need it are marked `.enabled(if: FFmpegTool.isThere, FFmpegTool.reason)`.
  public static let isThere =
    (try? run("ffmpeg", ["-version"])) != nil && (try? run("ffprobe", ["-version"])) != nil

  /// What a skipped test says.
  public static let reason = "needs ffmpeg, which is not installed here"

  /// Makes a film, or anything else.
  public static func ffmpeg(_ words: [String]) throws {
    _ = try run("ffmpeg", ["-v", "error", "-nostdin", "-y"] + words)
  }

  /// Checksums of the coded images (`v`) or sound (`a`) of a film, a line each.
  public static func packets(of path: String, _ stream: String) throws -> String {
    try run(
      "ffmpeg",
      ["-v", "error", "-i", path, "-map", "0:\(stream)", "-c", "copy", "-f", "framecrc", "-"])
  }

  /// Sizes and checksums of the coded images (`v`) or sound (`a`) of a film, without their times.
  public static func codedBytes(of path: String, _ stream: String) throws -> [String] {
    try packets(of: path, stream).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ",")[4...5].joined(separator: ",") }
  }

  /// The value of an entry such as `format=duration`, or of several, one a line.
  public static func probe(_ path: String, _ entries: String) throws -> [String] {
    try run(
      "ffprobe", ["-v", "error", "-show_entries", entries, "-of", "default=nk=1:nw=1", path]
    ).split(separator: "\n").map(String.init)
  }

  /// The mean luma of each frame of a film, 16 for black to 235 for white.
  public static func lumas(_ path: String) throws -> [Double] {
    try run(
      "ffmpeg",
      [
        "-v", "error", "-i", path, "-vf",
        "format=yuv420p,signalstats,metadata=mode=print:key=lavfi.signalstats.YAVG:file=-", "-f",
        "null", "-",
      ]
    ).split(separator: "\n").compactMap { line in
      line.hasPrefix("lavfi") ? line.split(separator: "=").last.flatMap { Double($0) } : nil
    }
  }

  /// When the images of a film are shown, in seconds, in the order in which they come.
  public static func imageTimes(_ path: String) throws -> [Double] {
    try run(
      "ffprobe",
      [
        "-v", "error", "-select_streams", "v:0", "-show_entries",
        "frame=best_effort_timestamp_time",
        "-of", "default=nk=1:nw=1", path,
      ]
    ).split(separator: "\n").compactMap { Double($0) }
  }

  private static func run(_ program: String, _ words: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + words
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(program: program) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private struct Failed: Error { let program: String }
}
