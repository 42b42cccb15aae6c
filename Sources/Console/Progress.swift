import Files
import Glibc

/// What a person at the terminal, or a log file, is told while training goes on.
///
/// On a terminal one line is redrawn; elsewhere plain lines come at most every ten seconds.
public final class Progress {
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let total: Int
  private var started: Double
  private var firstStep: Int
  private var lastShown = -Double.infinity
  private var lineIsOpen = false

  /// Progress towards `total` steps from `firstStep`.
  public init(total: Int, from firstStep: Int, isQuiet: Bool) {
    self.total = total
    self.firstStep = firstStep
    self.isQuiet = isQuiet
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isTerminal = isatty(STDERR_FILENO) == 1 && terminal != "dumb"
    started = Self.now
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Shows where training is, if enough time has passed since the last time.
  public func show(step: Int, batchSize: Int, text: String) {
    let now = Self.now
    let isLast = step == total
    guard !isQuiet, isLast || now - lastShown >= (isTerminal ? 0.2 : 10) else { return }
    lastShown = now
    let seconds = now - started
    let rate = Double(step - firstStep) / max(seconds, 1e-9)
    let left = rate > 0 ? Double(total - step) / rate : 0
    let line =
      "step \(step)/\(total)  \(text)  \((rate * Double(batchSize)).fixed(1)) pairs/s"
      + (isLast ? "" : "  \(left.inTimeUnits) left")
    put(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
    lineIsOpen = isTerminal
  }

  /// Counts rate and time from `step` on, where the work went back to.
  public func restart(from step: Int) {
    started = Self.now
    firstStep = step
  }

  /// A line of its own.
  public func note(_ text: String) {
    guard !isQuiet else { return }
    put("\(lineIsOpen ? "\n" : "")\(text.printable)\n")
    lineIsOpen = false
  }

  /// A line that is said even where everything else is quiet.
  public func warn(_ text: String) {
    put("\(lineIsOpen ? "\n" : "")warning: \(text.printable)\n")
    lineIsOpen = false
  }

  /// Ends a line that is still being redrawn.
  public func finish() {
    if lineIsOpen { put("\n") }
    lineIsOpen = false
  }

  private func put(_ text: String) {
    // Whoever closes standard error does not want to know; training goes on.
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }
}
