import CLinux
import Files
import Glibc

/// The memory that this process has used, and the memory that it may use.
public enum ProcessMemory {
  /// The largest resident size of the process so far, in bytes.
  ///
  /// `forgetPeak()` starts the measurement again.
  public static var peak: Int { Int(system_peak_resident_bytes()) }

  /// Lets the peak begin anew at what is resident now; where the system does not offer that, it stays.
  ///
  /// Memory that was freed, and is kept to be used again, is given back first.
  public static func forgetPeak() {
    system_release_freed_memory()
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    write(descriptor, "5", 1)
    close(descriptor)
  }

  /// What is free for this process, in bytes: of the machine, and of its control group where that is
  /// less; `nil` where the system does not say.
  public static var available: Int? {
    let machine = number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 * 1_024 }
    let groups = "/sys/fs/cgroup"
    let group = zip(
      ["\(groups)/memory.max", "\(groups)/memory/memory.limit_in_bytes"],
      ["\(groups)/memory.current", "\(groups)/memory/memory.usage_in_bytes"]
    ).lazy.compactMap { limit, usage -> Int? in
      guard let limit = number(in: limit), let usage = number(in: usage) else { return nil }
      return max(0, limit - usage)
    }.first
    return [machine, group].compactMap { $0 }.min()
  }

  /// The first whole number of a file, or of its line that begins with a word.
  private static func number(in path: String, after word: String = "") -> Int? {
    guard InputFile.exists(path), let bytes = try? InputFile.read(path) else { return nil }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix(word)
    }
    return line?.dropFirst(word.count).split(separator: " ").first.flatMap { Int($0) }
  }
}
