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
    expected.addStart(time: start)
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
    let name = try #require(Folder.names(in: folder.path("run")).first)
    #expect(name.wholeMatch(of: /events\.out\.tfevents\.\d{10}\.cmcgan/) != nil)
    #expect(try InputFile.read(folder.path("run/\(name)")) == expected.bytes)
  }

  /// TensorBoard goes on to files with later names, and never reads one anew.
  @Test func everyFileHasALaterName() throws {
    let run = try SmallRun()
    try Folder.create(folder.path("run"))
    let others = ["events.out.tfevents.1.machine", "notes"]
    for name in others + ["events.out.tfevents.cmcgan"] {
      try OutputFile.write("kept", to: folder.path("run/\(name)"), replacing: false)
    }
    var names: [String] = []
    for _ in 0..<3 {
      try withExtendedLifetime(run) { try TensorBoardLog([run.path]).write(to: folder.path) }
      let own = try Folder.names(in: folder.path("run")).filter { !others.contains($0) }
      #expect(own.count == 1)
      names += own
    }
    #expect(names == names.sorted() && Set(names).count == 3)
    #expect(try Folder.names(in: folder.path("run")).count == 3)
  }

  @Test func whatCannotBeReadIsTold() throws {
    let run = try SmallRun()
    let whole = try TensorBoardLog([run.path])
    #expect(whole.warnings.isEmpty)
    try run.write(Array("{\"step\":1}\nnoise\n{\"st\n{\"step".utf8), to: "metrics.jsonl")
    try run.write(Array("{".utf8), to: "evaluation.json")
    let log = try TensorBoardLog([run.path])
    #expect(log.warnings.count == 2)
    #expect(
      log.warnings.first
        == "\(run.path)/metrics.jsonl: 2 of 3 lines cannot be read and are left out")
    #expect(log.warnings.last?.hasPrefix("\(run.path)/evaluation.json: ") == true)
    #expect(log.warnings.last?.hasSuffix("; it is left out") == true)
    #expect(try Report([run.path]).warnings == log.warnings)
  }

  @Test func twoRunsOfOneNameAreRefused() throws {
    let (first, second) = (try SmallRun(), try SmallRun())
    #expect(throws: Failure(.usage, second.path, "two runs are called run")) {
      try TensorBoardLog([first.path, second.path])
    }
  }
}
