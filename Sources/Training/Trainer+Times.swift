import Autograd
import Configuration
import Files
import Models

extension Trainer {
  /// A run of fewer steps needs no forecast.
  private static let fewestSteps = 20

  /// Tries out a step of each phase that is still to come, and a sheet, and says how long the run takes.
  ///
  /// Without that, the time that is left would be that of the present phase. A model that is thrown away
  /// does the steps, so the run itself does not change.
  ///
  /// - Parameter batch: the batch of the first step.
  func tryOutPhases(on batch: Batch) {
    let step = position.step
    guard tellsTime, configuration.training.steps - step > Self.fewestSteps else { return }
    let left = times.phases.indices.filter { times.phases[$0].steps.upperBound > step }
    if left.count > 1 {
      let trial = configuration.freshModel(
        classes: data.set.classes.count, backbone: backbone)
      for phase in left {
        let seconds = StepTrial.seconds(
          of: times.phases[phase], trial, in: StepContext(context.compute), count: 1,
          batch: { batch })
        guard let shortest = seconds.first else { return }
        times.tried(phase: phase, seconds: shortest)
      }
    }
    let start = ContinuousClock.now
    outputs?.rehearseSheet(model)
    times.took(.sheet, seconds: Self.seconds(since: start))
    if left.count > 1 { journal.note("about \(times.words(after: step))") }
  }

  /// The seconds that have passed since a moment.
  static func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }
}
