import CLinux
import Files

/// The number of processors that this process may use.
///
/// Batch systems and containers limit it by affinity or by quota.
public enum ProcessorLimit {
  /// The number of processors that affinity and quota allow, at least 1.
  ///
  /// A quota is rounded down, so that threads do not wait for their share.
  public static var processors: Int {
    let affinity = Int(system_available_processors())
    return max(1, quota.map { min(affinity, Int($0)) } ?? affinity)
  }

  /// The processor time that the control groups allow, in seconds for each second; nil without a limit.
  ///
  /// Containers, systemd and Slurm set it.
  public static var quota: Double? {
    guard let group = text("/proc/self/cgroup") else { return nil }
    return quota(of: group) { text($0) }
  }

  /// The smallest quota of a control group and of those that it lies in.
  ///
  /// - Parameters:
  ///   - group: what `/proc/self/cgroup` says.
  ///   - read: the text of a file, if it is there.
  /// - Returns: seconds of processor time for each second; `nil` without a limit.
  package static func quota(of group: String, _ read: (String) -> String?) -> Double? {
    var found: [Double] = []
    for line in group.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("cpu") else { continue }
      let root = isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/\(fields[1])"
      var names = fields[2].split(separator: "/")
      while true {
        let folder = ([root] + names.map(String.init)).joined(separator: "/")
        if let quota = isUnified ? unified(folder, read) : divided(folder, read) {
          found.append(quota)
        }
        guard names.popLast() != nil else { break }
      }
    }
    return found.min()
  }

  /// In the second version: `cpu.max` with the microseconds of a period, or `max`.
  private static func unified(_ folder: String, _ read: (String) -> String?) -> Double? {
    let numbers = read("\(folder)/cpu.max")?.split { $0 == " " || $0 == "\n" }.map { Double($0) }
    guard let numbers, numbers.count == 2, let quota = numbers[0], let period = numbers[1],
      period > 0
    else { return nil }
    return quota / period
  }

  /// In the first version: a file each; no limit is -1.
  private static func divided(_ folder: String, _ read: (String) -> String?) -> Double? {
    func number(_ name: String) -> Double? {
      read("\(folder)/\(name)")?.split(separator: "\n").first.flatMap { Double($0) }
    }
    guard let quota = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us"),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  /// The text of a small file of the system.
  private static func text(_ path: String) -> String? {
    guard let bytes = try? InputFile.read(path, limit: 1 << 16) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
