import CSystem

/// How much memory this process has used.
public enum ProcessMemory {
  /// The most that was resident at any time, in bytes.
  public static var peak: Int { Int(system_peak_resident_bytes()) }
}
