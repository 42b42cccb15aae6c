import Configuration
import Console

/// How long a run takes: the steps of each of its phases, and what it writes between them.
package struct RunTimes {
  /// What a run does beside its steps.
  package enum Output: CaseIterable {
    /// Writing a checkpoint; in a run, with the error on validation pairs.
    case checkpoint
    /// Measuring the error on validation pairs.
    case validation
    /// Drawing a sheet of samples, with its sounds.
    case sheet
  }

  /// The phases of the run.
  package let phases: [TrainingSettings.Phase]
  private let steps: Int
  private let settings: OutputSettings
  private var ofStep: [Double?]
  private var ofOutput: [Output: Double] = [:]
  /// How many steps of each phase were taken.
  private var taken: [Int]
  /// The mean is that of about so many steps, so that it follows what the machine does.
  private static let memory = 50

  /// The times of a run of which nothing is known yet.
  package init(_ configuration: Configuration) {
    phases = configuration.training.phases
    steps = configuration.training.steps
    settings = configuration.output
    ofStep = phases.map { _ in nil }
    taken = phases.map { _ in 0 }
  }

  // MARK: What is measured

  /// Notes the seconds of a step of a phase that was tried out.
  package mutating func tried(phase: Int, seconds: Double) { ofStep[phase] = seconds }

  /// Notes the seconds of a step of the run.
  ///
  /// The first step of a phase takes longer than others, so it counts only until there is another.
  package mutating func took(step: Int, seconds: Double) {
    guard let phase = phases.firstIndex(where: { $0.steps.contains(step) }) else { return }
    taken[phase] += 1
    switch (taken[phase], ofStep[phase]) {
    case (1, let known): ofStep[phase] = known ?? seconds
    case (2, _), (_, nil): ofStep[phase] = seconds
    case (let count, let mean?):
      ofStep[phase] = mean + (seconds - mean) / Double(min(count - 1, Self.memory))
    }
  }

  /// Notes the seconds of something that the run wrote.
  package mutating func took(_ output: Output, seconds: Double) { ofOutput[output] = seconds }

  // MARK: What follows

  /// The seconds of a step of a phase; of an unknown phase, those of its nearest known neighbour.
  package func secondsPerStep(_ phase: Int) -> Double {
    let known = ofStep.indices.filter { ofStep[$0] != nil }
    let nearest = known.min { abs($0 - phase) < abs($1 - phase) }
    return nearest.flatMap { ofStep[$0] } ?? 0
  }

  /// The seconds of an output; 0 where that is not known.
  package func seconds(_ output: Output) -> Double { ofOutput[output] ?? 0 }

  /// How often an output is due after a step; after step -1, the checkpoint of a new run counts too.
  package func count(_ output: Output, after step: Int) -> Int {
    let every = output == .sheet ? settings.sampleEvery : settings.checkpointEvery
    // A new run has no sheet.
    let first = output == .sheet ? max(0, step) : step
    guard first < steps else { return 0 }
    let multiples = steps / every - (first < 0 ? -1 : first / every)
    return multiples + (steps % every == 0 ? 0 : 1)
  }

  /// How many steps of a phase follow a step.
  package func stepsLeft(_ phase: Int, after step: Int) -> Int {
    let range = phases[phase].steps
    return max(0, range.upperBound - max(step, range.lowerBound - 1))
  }

  /// The seconds that a run takes after a step.
  package func secondsLeft(after step: Int) -> Double {
    phases.indices.reduce(0) { $0 + Double(stepsLeft($1, after: step)) * secondsPerStep($1) }
      + secondsOfOutputs(after: step)
  }

  /// The time that is left after a step, with its parts: `12 min 3 s to go (main training 11 min, ...)`.
  package func words(after step: Int) -> String {
    let parts = phases.indices.filter { stepsLeft($0, after: step) > 0 }.map {
      "\(phases[$0].name) "
        + (Double(stepsLeft($0, after: step)) * secondsPerStep($0)).inTimeUnits
    }
    return "\(secondsLeft(after: step).inTimeUnits) to go (\(parts.joined(separator: ", ")), "
      + "checkpoints and samples \(secondsOfOutputs(after: step).inTimeUnits))"
  }

  private func secondsOfOutputs(after step: Int) -> Double {
    Output.allCases.reduce(0) { $0 + Double(count($1, after: step)) * seconds($1) }
  }
}
