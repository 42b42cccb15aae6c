import Files
import Glibc

/// Failures of ffmpeg and ffprobe for lack of memory, which say nothing about the film.
enum MemoryShortage {
  /// What is enough for them, in bytes of address space.
  ///
  /// They need half a gigabyte for a small film.
  private static let enough: rlim_t = 4 << 30
  /// How they, their libraries and the system call it.
  private static let words = [
    "annot allocate memory", "alloc of size", "failed to map segment", "bad_alloc",
    "ut of memory", "Resource temporarily unavailable", "ended by signal 9",
  ]
  /// What is said of damaged files only.
  private static let wordsForDamage = ["Invalid data found", "moov atom not found", " has no "]

  /// The failure where they ended for lack of memory; nil where the reason is another.
  ///
  /// With little address space they fail in many ways, with words that do not tell of memory.
  ///
  /// - Parameter problem: the words that they ended with.
  /// - Returns: a failure of kind `resources`, or nil.
  static func failure(_ problem: String) -> Failure? {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let isScarce = limit.rlim_cur < enough && !wordsForDamage.contains { problem.contains($0) }
    guard isScarce || words.contains(where: { problem.contains($0) }) else { return nil }
    return Failure(
      .resources, nil, "not enough memory for ffmpeg (\(problem))",
      hint: limit.rlim_cur < enough
        ? "The address space of this process is limited to \(limit.rlim_cur >> 20) MB (ulimit -v)."
        : nil)
  }
}
