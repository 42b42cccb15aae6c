import Files
import Training

/// The contents of a run folder that a report shows, as the page's script reads them.
///
/// A run may be at work: a missing or incomplete file leaves its part out. Only a folder without a
/// configuration is refused.
struct RunSummary {
  let folder: RunFolder
  private let configuration: JSONValue
  let events: [JSONValue]

  /// Reads a run folder.
  ///
  /// - Throws: `Failure` of kind `missingInput` where the folder holds no run.
  init(_ folder: RunFolder) throws {
    guard folder.isBegun else {
      throw Failure(.missingInput, folder.path, "not a run folder (it has no config.json)")
    }
    self.folder = folder
    configuration = try StrictJSON.read(folder.configurations.newest)
    events = LineFile(folder.events).objects()
  }

  /// The run as a document; `withMedia` adds its samples.
  func document(withMedia: Bool) -> JSONValue {
    [
      "name": .string(folder.path),
      "model": configuration["model"] ?? .null,
      "state": .string(state),
      "ended": .bool(hasEnded),
      "curves": curveObject,
      "incidents": .array(incidents),
      "sheets": withMedia ? sheets : .array([]),
      "sounds": withMedia ? sounds : .null,
      "evaluation": Self.withoutLists(Self.read(folder.evaluation)),
      "configuration": configuration,
      "machine": Self.read(folder.description),
    ]
  }

  /// Whether no process trains it: the run ended, was stopped, or its process is gone.
  var hasEnded: Bool { isFinished || !folder.isAtWork }

  private var isFinished: Bool {
    ["end", "stop"].contains(events.last { $0["event"]?.text != "unreadable" }?["event"]?.text)
  }

  private var state: String {
    let last = events.last { $0["step"] != nil }
    let step = (last?["to_step"] ?? last?["step"])?.wholeNumber ?? 0
    let steps = configuration.value(at: "training.steps")?.wholeNumber ?? 0
    let verb =
      isFinished
      ? (step >= steps ? "complete" : "stopped") : (folder.isAtWork ? "at work" : "interrupted")
    return "\(verb), step \(step) of \(steps)"
  }

  private var incidents: [JSONValue] {
    events.filter { ["rollback", "unreadable", "stop"].contains($0["event"]?.text) }
  }

  /// An evaluation without the lists of its rows that have a number for each pair: they compare evaluations,
  /// and are no cells of a table.
  private static func withoutLists(_ evaluation: JSONValue) -> JSONValue {
    guard let members = evaluation.members else { return evaluation }
    func isForPeople(_ member: JSONValue.Member) -> Bool {
      guard let first = member.value.elements?.first, first.number != nil else { return true }
      return member.key.hasSuffix("interval")
    }
    return .object(
      members.map { member in
        guard let rows = member.value.elements, rows.contains(where: { $0.members != nil }) else {
          return member
        }
        return .init(
          member.key,
          .array(rows.map { .object(($0.members ?? []).filter(isForPeople)) }))
      })
  }

  private static func read(_ path: String) -> JSONValue { (try? StrictJSON.read(path)) ?? .null }
}
