import Files
import Foundation
import Report
import TestSupport
import Testing

@Suite struct TensorBoardLogTests {
  private let folder = TemporaryFolder()

  /// Step 10 lies 100 seconds after the start, step 20 another 100: all as `events.jsonl` says.
  @Test func curvesSheetsAndSoundsHaveTheirStepsAndTimes() throws {
    let run = try SmallRun()
    try withExtendedLifetime(run) { try TensorBoardLog([run.path]).write(to: folder.path) }
    let start = 1_767_225_600.0
    var expected = EventFile(time: start)
    for (step, value) in [(10, 2.5), (20, 1.5)] as [(Int, Float)] {
      expected.add("loss/total", step: step, time: start + 10 * Double(step), value: value)
    }
    expected.add("loss/generator", step: 10, time: start + 100, value: 1)
    for (step, value) in [(10, 0.5), (20, 0.25)] as [(Int, Float)] {
      expected.add("validation_error", step: step, time: start + 10 * Double(step), value: value)
    }
    expected.add(
      "samples", step: 10, time: start + 100, png: SmallRun.png, width: 2, height: 1)
    expected.add(
      "sounds/oboe", step: 20, time: start + 200, wav: SmallRun.wav, rate: 8_000, samples: 4)
    expected.add(
      "samples", step: 20, time: start + 200, png: SmallRun.png, width: 2, height: 1)
    let found = try InputFile.read("\(folder.path)/run/events.out.tfevents.cmcgan")
    #expect(found == expected.bytes)
  }

  @Test func twoRunsOfOneNameAreRefused() throws {
    let (first, second) = (try SmallRun(), try SmallRun())
    #expect(throws: Failure(.usage, second.path, "two runs are called run")) {
      try TensorBoardLog([first.path, second.path])
    }
  }
}
