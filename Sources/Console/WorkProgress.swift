import Glibc

/// Says how far long work is: redrawn on a terminal, else a line every ten seconds.
public final class WorkProgress {
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant
  private var lineIsOpen = false

  /// The progress of work that begins now.
  public init() {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isTerminal = isatty(STDERR_FILENO) == 1 && terminal != "dumb"
    // Short work needs no words.
    next = clock.now + .seconds(isTerminal ? 2 : 10)
  }

  /// Says how far the work is, if it is time to.
  public func show(_ text: @autoclosure () -> String) {
    guard clock.now >= next else { return }
    next = clock.now + .milliseconds(isTerminal ? 200 : 10_000)
    Terminal.errorStream(isTerminal ? "\r\u{1B}[K\(text())" : "\(text())\n")
    lineIsOpen = isTerminal
  }

  /// Removes a line that is still being redrawn.
  public func finish() {
    if lineIsOpen { Terminal.errorStream("\r\u{1B}[K") }
    lineIsOpen = false
  }
}
