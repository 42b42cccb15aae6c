import Glibc
import Training

/// Says how far a long conversion is: redrawn on a terminal, else a line every ten seconds.
final class ConversionProgress {
  private let name: String
  private let isTerminal: Bool
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant
  private var lineIsOpen = false

  /// The progress of an input.
  init(_ name: String) {
    self.name = name
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isTerminal = isatty(STDERR_FILENO) == 1 && terminal != "dumb"
    // Short work needs no words.
    next = clock.now + .seconds(isTerminal ? 2 : 10)
  }

  /// Notes that so many seconds of sound are done.
  func show(seconds: Double) {
    guard clock.now >= next else { return }
    next = clock.now + .milliseconds(isTerminal ? 200 : 10_000)
    let text = "\(name): \(Progress.fixed(seconds, 0)) s of sound"
    Terminal.errorStream(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
    lineIsOpen = isTerminal
  }

  /// Removes a line that is still being redrawn.
  func finish() {
    if lineIsOpen { Terminal.errorStream("\r\u{1B}[K") }
    lineIsOpen = false
  }
}
