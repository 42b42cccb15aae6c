import Files

/// Tells a person on standard error how far long work is.
///
/// On a terminal one line is redrawn five times a second; elsewhere, as in a log file, a plain line is
/// written every ten seconds. Short work is not mentioned.
///
/// ```swift
/// let progress = Progress(isQuiet: false)
/// for file in files {
///   progress.show("\(file) is next")
///   try convert(file)
/// }
/// progress.finish()
/// ```
public final class Progress {
  /// Where lines go, and when.
  package struct Output {
    /// Whether a line can be redrawn.
    let isTerminal: Bool
    /// Seconds since any moment.
    let now: () -> Double
    /// Writes text as it is.
    let write: (String) -> Void

    /// Another output than standard error, for tests.
    package init(
      isTerminal: Bool, now: @escaping () -> Double, write: @escaping (String) -> Void
    ) {
      (self.isTerminal, self.now, self.write) = (isTerminal, now, write)
    }

    /// Standard error and the clock of the system.
    static var standardError: Output {
      let clock = ContinuousClock()
      let start = clock.now
      return Output(
        isTerminal: Terminal.errorIsTerminal, now: { (clock.now - start) / .seconds(1) },
        write: Terminal.errorStream)
    }
  }

  private let output: Output
  private let isQuiet: Bool
  /// The number of the last step of work that is counted.
  private let total: Int?
  /// When the next line is due.
  private var next: Double
  private var lineIsOpen = false
  private var isComplete = false

  /// Progress of work that begins now; the first line comes after two seconds on a terminal, else after ten.
  ///
  /// - Parameter isQuiet: whether only warnings are written.
  public convenience init(isQuiet: Bool = false) {
    self.init(isQuiet: isQuiet, output: .standardError)
  }

  /// Progress of counted steps, whose first line comes at once.
  ///
  /// - Parameters:
  ///   - total: the number of the last step.
  ///   - isQuiet: whether only warnings are written.
  public convenience init(total: Int, isQuiet: Bool) {
    self.init(isQuiet: isQuiet, total: total, output: .standardError)
  }

  /// Progress on another output; `total` is given where steps are counted.
  package init(isQuiet: Bool, total: Int? = nil, output: Output) {
    (self.isQuiet, self.output, self.total) = (isQuiet, output, total)
    next = output.now() + (total != nil ? 0 : output.isTerminal ? 2 : 10)
  }

  /// An error leaves no line open behind which the next text would begin.
  deinit { closeLine() }

  /// Shows how far the work is, if a line is due.
  ///
  /// - Parameters:
  ///   - text: one line.
  ///   - isLast: whether the work is done with it: such a line replaces the one on a terminal at once,
  ///     and stays.
  public func show(_ text: @autoclosure () -> String, isLast: Bool = false) {
    guard !isQuiet, output.now() >= next || (isLast && lineIsOpen) else { return }
    draw(text(), isLast: isLast)
  }

  /// Shows how many steps are done, with the rate and the time that is left; the last one in any case.
  ///
  /// - Parameters:
  ///   - step: the number of the step that is done.
  ///   - pairsPerSecond: the rate.
  ///   - secondsLeft: how long the rest of the work takes.
  ///   - text: what else to show, such as losses.
  public func show(step: Int, pairsPerSecond: Double, secondsLeft: Double, text: String) {
    guard let total else { preconditionFailure("only counted work has steps") }
    let isLast = step == total
    guard !isQuiet, isLast || output.now() >= next else { return }
    let left = isLast ? "" : "  \(secondsLeft.inTimeUnits) left"
    draw(
      "step \(step)/\(total)  \(text)  \(pairsPerSecond.fixed(1)) pairs/s\(left)", isLast: isLast)
  }

  /// Writes a line of its own, unless this is quiet.
  ///
  /// Control characters are made visible. An open line of progress stays above it.
  public func note(_ text: String) {
    guard !isQuiet else { return }
    closeLine()
    output.write("\(text.printable)\n")
  }

  /// Writes a warning, even where everything else is quiet.
  ///
  /// Control characters are made visible. An open line of progress stays above it.
  public func warn(_ text: String) {
    closeLine()
    output.write("warning: \(text.printable)\n")
  }

  /// Ends the work: the last line stays, an earlier one is removed from the terminal.
  public func finish() {
    if lineIsOpen, !isComplete {
      output.write(Self.emptyLine)
      lineIsOpen = false
    }
    closeLine()
  }

  /// Goes to the beginning of the line and removes what it holds.
  private static let emptyLine = "\r\u{1B}[K"

  private func draw(_ text: String, isLast: Bool) {
    next = output.now() + (output.isTerminal ? 0.2 : 10)
    output.write(output.isTerminal ? Self.emptyLine + text : "\(text)\n")
    (lineIsOpen, isComplete) = (output.isTerminal, isLast)
  }

  /// Lets a line that is still being redrawn stay as it is.
  private func closeLine() {
    if lineIsOpen { output.write("\n") }
    lineIsOpen = false
  }
}
