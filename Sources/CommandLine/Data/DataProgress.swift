import Console
import DataSets
import Files
import Glibc

/// How far a data command is: a line that is redrawn on a terminal, and nothing elsewhere.
final class DataProgress {
  private let verb: String
  private let unit: String
  private let isShown: Bool
  private var lastShown = -1.0
  private var lineIsOpen = false

  /// Progress of an activity such as "checked", counted in pairs or something else.
  init(_ verb: String, of unit: String = "pairs") {
    self.verb = verb
    self.unit = unit
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isShown = isatty(STDERR_FILENO) == 1 && terminal != "dumb"
  }

  /// Shows that `done` of `all` are done, at most ten times a second.
  func show(_ done: Int, _ all: Int) {
    guard isShown else { return }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    guard done == all || now - lastShown >= 0.1 else { return }
    lastShown = now
    put("\r\u{1B}[K\(done) of \(all) \(unit) \(verb)")
    lineIsOpen = true
    if done == all { finish() }
  }

  /// Tells what happens to a data set: to people, and what is left out to scripts too if they asked for `json`.
  func tell(_ event: DataSetEvent, json: Bool) {
    switch event {
    case .progress(let done, let all): show(done, all)
    case .note(let text):
      finish()
      Terminal.note("note: \(text)")
    case .skipped(let failure):
      finish()
      Terminal.warning("left out: \(failure.description)")
      guard json else { return }
      Terminal.output([
        "event": "skipped", "file": failure.subject.map(JSONValue.string) ?? .null,
        "problem": .string(failure.problem),
      ])
    }
  }

  /// Ends a line that is still being redrawn, so that something else can be said.
  func finish() {
    if lineIsOpen { put("\n") }
    lineIsOpen = false
  }

  private func put(_ text: String) { _ = write(STDERR_FILENO, text, text.utf8.count) }
}
