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
  func show(step: Int, batchSize: Int, text: String) {
    let now = Self.now
    let isLast = step == total
    guard !isQuiet, isLast || now - lastShown >= (isTerminal ? 0.2 : 10) else { return }
    lastShown = now
    let seconds = now - started
    let rate = Double(step - firstStep) / max(seconds, 1e-9)
    let left = rate > 0 ? Double(total - step) / rate : 0
    let line =
      "step \(step)/\(total)  \(text)  \(Self.fixed(rate * Double(batchSize), 1)) pairs/s"
      + (isLast ? "" : "  \(Self.duration(left)) left")
    put(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
    lineIsOpen = isTerminal
  }

  /// Counts rate and time from `step` on, where the work went back to.
  func restart(from step: Int) {
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
  func warn(_ text: String) {
    put("\(lineIsOpen ? "\n" : "")warning: \(text.printable)\n")
    lineIsOpen = false
  }

  /// Ends a line that is still being redrawn.
  func finish() {
    if lineIsOpen { put("\n") }
    lineIsOpen = false
  }

  private func put(_ text: String) {
    // Whoever closes standard error does not want to know; training goes on.
    _ = write(STDERR_FILENO, text, text.utf8.count)
  }

  /// A number with a fixed count of decimals.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    // Beyond these the digits after the point are noise, and the product is no whole number.
    guard abs(value) < 1e15, abs(value) * scale < 1e18 else { return "\(value)" }
    let whole = (abs(value) * scale).rounded()
    let digits = DataSet.padded(Int(whole), to: decimals + 1)
    let sign = value < 0 && whole > 0 ? "-" : ""
    return decimals == 0
      ? sign + digits : sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// A time in words of two units.
  public static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }
}
