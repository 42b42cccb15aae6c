import Configuration
import TestSupport
import Testing
import Training

@Suite struct RunTimesTests {
  /// 10 steps of encoders, 20 of translation, 70 of all; a checkpoint every 30 steps, a sheet every 50.
  private func times() throws -> RunTimes {
    RunTimes(
      try Configuration.tiny(
        "training.steps=100", "training.encoderPretrainingSteps=10",
        "training.translationPretrainingSteps=20", "losses.soundTranslationWeight=1",
        "losses.classificationWeight=1", "output.checkpointEvery=30", "output.sampleEvery=50"))
  }

  @Test func phasesAreThoseWithSteps() throws {
    let phases = try times().phases
    #expect(
      phases.map(\.name) == ["encoder pre-training", "translation pre-training", "main training"])
    #expect(phases.map(\.steps) == [1...10, 11...30, 31...100])
    let none = RunTimes(try Configuration.tiny("training.steps=0"))
    #expect(none.phases.isEmpty && none.secondsLeft(after: -1) == 0)
  }

  /// A new run begins with a checkpoint; the last step has a checkpoint and a sheet in any case.
  @Test(arguments: [
    (-1, 5, 2), (0, 4, 2), (29, 4, 2), (30, 3, 2), (50, 3, 1), (99, 1, 1), (100, 0, 0),
  ])
  func outputsAreCounted(step: Int, checkpoints: Int, sheets: Int) throws {
    let times = try times()
    #expect(times.count(.checkpoint, after: step) == checkpoints)
    #expect(times.count(.validation, after: step) == checkpoints)
    #expect(times.count(.sheet, after: step) == sheets)
  }

  /// 5 x 1 + 20 x 2 + 70 x 10 seconds of steps, 4 checkpoints of 3 and 2 sheets of 4.
  @Test func theTimeThatIsLeftCountsAllPhasesAndOutputs() throws {
    var times = try times()
    for (phase, seconds) in [1.0, 2, 10].enumerated() {
      times.tried(phase: phase, seconds: seconds)
    }
    #expect(times.secondsLeft(after: 5) == 745)
    times.took(.checkpoint, seconds: 3)
    times.took(.sheet, seconds: 4)
    #expect(times.secondsLeft(after: 5) == 745 + 12 + 8)
    #expect(times.secondsLeft(after: 99) == 10 + 3 + 4)
    #expect(times.secondsLeft(after: 100) == 0)
    #expect(
      times.words(after: 5) == "12 min 45 s to go (encoder pre-training 5 s, "
        + "translation pre-training 40 s, main training 11 min 40 s, checkpoints and samples 20 s)")
  }

  @Test func theStepsOfTheRunCountMoreThanWhatWasTried() throws {
    var times = try times()
    times.took(step: 1, seconds: 9)
    // Nothing else is known of the later phases either.
    #expect(times.secondsPerStep(0) == 9 && times.secondsPerStep(2) == 9)
    times.tried(phase: 0, seconds: 5)
    times.took(step: 2, seconds: 1)
    #expect(times.secondsPerStep(0) == 1, "the first step is slow")
    times.took(step: 3, seconds: 2)
    #expect(times.secondsPerStep(0) == 1.5)
    times.tried(phase: 1, seconds: 4)
    times.took(step: 11, seconds: 100)
    #expect(times.secondsPerStep(1) == 4)
    for step in 12...30 { times.took(step: step, seconds: 3) }
    #expect(times.secondsPerStep(1) == 3 && times.secondsPerStep(2) == 3)
  }
}
