import Configuration
import Console
import Files
import Models
import Ranks

/// What a run tells: to people, to scripts, and in the files of its folder.
///
/// People read standard error; scripts get one JSON object for each event, and `events.jsonl` keeps it
/// with its time; `metrics.jsonl` keeps the losses of logged steps. Only the first rank tells, except for
/// warnings, which every rank prints.
final class RunJournal {
  private let ranks: any RankGroup
  private let eventFile: String
  private let metrics: MetricsLog
  private let progress: Progress
  private let settings: TrainingSettings
  private let event: (JSONValue) -> Void

  /// A journal in a run folder.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - settings: how many steps the run has, and the pairs of each.
  ///   - ranks: the processes that train together.
  ///   - isQuiet: whether to print warnings only.
  ///   - event: called with each event.
  init(
    _ folder: RunFolder, _ settings: TrainingSettings, _ ranks: any RankGroup, isQuiet: Bool,
    event: @escaping (JSONValue) -> Void
  ) {
    self.ranks = ranks
    self.event = event
    eventFile = folder.events
    metrics = MetricsLog(folder.metrics)
    self.settings = settings
    progress = Progress(total: settings.steps, isQuiet: isQuiet || !ranks.isLeader)
  }

  // MARK: For people

  /// Prints a line of its own.
  func note(_ text: String) { progress.note(text) }

  /// Prints a warning, also where everything else is quiet.
  func warn(_ text: String) { progress.warn(text) }

  /// Shows how far training is, if enough time has passed since the last time.
  ///
  /// - Parameters:
  ///   - losses: those of the step.
  ///   - step: its number.
  ///   - times: what the steps of the run take.
  func show(_ losses: Losses, step: Int, _ times: RunTimes) {
    let index = times.phases.firstIndex { $0.steps.contains(step) } ?? 0
    let phase = times.phases.count > 1 ? "\(times.phases[index].name)  " : ""
    let seconds = times.secondsPerStep(index)
    progress.show(
      step: step, pairsPerSecond: seconds > 0 ? Double(settings.batchSize) / seconds : 0,
      secondsLeft: times.secondsLeft(after: step), text: phase + losses.summary)
  }

  /// Ends a line that is still being redrawn.
  func finish() { progress.finish() }

  /// Warns of files that could not be read, on whichever rank.
  func tell(_ failures: [Failure]) {
    for failure in failures {
      let reader = ranks.isLeader ? "" : "rank \(ranks.rank): "
      warn("\(reader)\(failure.description); it is left out")
      report(["event": "unreadable", "reason": .string(failure.description)])
    }
  }

  // MARK: For scripts and the folder

  /// Gives out an event, and appends it to `events.jsonl` with its time.
  func report(_ object: JSONValue) {
    guard ranks.isLeader else { return }
    let dated = JSONValue.object((object.members ?? []) + [.init("time", .string(Moment.now))])
    tolerating { try LineFile(eventFile).append(dated) }
    event(object)
  }

  /// Appends the losses of a step to `metrics.jsonl`, and gives them out as an event.
  func log(_ losses: Losses, step: Int) {
    let object = MetricsLog.object(step: step, losses)
    tolerating { try metrics.append(object) }
    event(.object([.init("event", "step")] + (object.members ?? [])))
  }

  /// Removes the losses of steps that the run will do again.
  func forgetSteps(after step: Int) throws { try metrics.cut(after: step) }

  /// Does what training can do without: a failure becomes a warning.
  func tolerating(_ work: () throws -> Void) {
    do {
      try work()
    } catch {
      warn("\(error); training goes on")
    }
  }
}

extension Losses {
  /// The first losses for people: `discriminator 1.204  generator 0.433  consistency 1.020`.
  fileprivate var summary: String {
    entries.prefix(3).map { entry in
      let name = entry.name.rawValue.dropFirst("loss_".count)
      return "\(name) \(Double(entry.value).fixed(3))"
    }.joined(separator: "  ")
  }
}
