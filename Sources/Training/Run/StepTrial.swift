import Autograd
import Configuration
import Models

/// Steps of the phases of a run that are tried out, to see how long they take.
enum StepTrial {
  /// How long a step of a phase takes on a model, which is changed by that.
  ///
  /// - Parameters:
  ///   - phase: the phase.
  ///   - model: a model of the run that is thrown away afterwards.
  ///   - context: what steps are computed with.
  ///   - count: how many steps are timed, after one that is not.
  ///   - batch: gives the next batch, which counts as a part of the step.
  /// - Returns: the seconds of all timed steps, the shortest first; none where a signal asked for a stop.
  /// - Throws: what `batch` throws.
  static func seconds(
    of phase: TrainingSettings.Phase, _ model: any TrainableModel, in context: StepContext,
    count: Int, batch: () throws -> Batch
  ) rethrows -> [Double] {
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for number in 0...count {
      let step = min(phase.steps.lowerBound + number, phase.steps.upperBound)
      let start = clock.now
      _ = model.train(on: try batch(), step: step, in: context)
      seconds.append((clock.now - start) / .seconds(1))
      if SignalRequest.stop != nil { return [] }
    }
    // The first step has to find memory, and data to be read.
    return seconds.dropFirst().sorted()
  }
}
