import Console
import DataSets
import Files

/// Prints what happens to a data set: for people on standard error, what is left out to scripts too.
struct DataSetEventPrinter {
  private let verb: String
  private let unit: String
  private let isJSON: Bool
  private let progress = Progress()

  /// A printer of an activity such as "checked", which counts pairs or something else.
  init(_ verb: String, of unit: String = "pairs", isJSON: Bool = false) {
    (self.verb, self.unit, self.isJSON) = (verb, unit, isJSON)
  }

  func print(_ event: DataSetEvent) {
    switch event {
    case .progress(let done, let all): show(done, all)
    case .note(let text): progress.note("note: \(text)")
    case .skipped(let failure):
      progress.warn("left out: \(failure.description)")
      guard isJSON else { return }
      Terminal.output([
        "event": "skipped", "file": failure.subject.map(JSONValue.string) ?? .null,
        "problem": .string(failure.problem),
      ])
    }
  }

  /// Shows how many of all are done.
  func show(_ done: Int, _ all: Int) {
    progress.show("\(done) of \(all) \(unit) \(verb)", isLast: done == all)
  }

  /// Ends a line that is still being redrawn, so that something else can be said.
  func finish() { progress.finish() }
}
