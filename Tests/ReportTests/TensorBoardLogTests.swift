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
    for name in ["events.out.tfevents.1.machine", "notes"] {
      try OutputFile.write("kept", to: folder.path("run/\(name)"), replacing: false)
    }
    func own() throws -> [String] {
      try Folder.names(in: folder.path("run")).filter { $0.hasSuffix(".cmcgan") }.sorted()
    }
    var newest = ""
    for count in 1...12 {
      try withExtendedLifetime(run) { try TensorBoardLog([run.path]).write(to: folder.path) }
      let names = try own()
      #expect(names.count == min(count, 9))
      let last = try #require(names.last)
      #expect(last > newest)
      newest = last
      // The others are empty, and stay for a TensorBoard that has read them.
      let sizes = names.map { InputFile.size(of: folder.path("run/\($0)")) ?? -1 }
      #expect(sizes.dropLast().allSatisfy { $0 == 0 } && (sizes.last ?? 0) > 0)
    }
    for name in ["events.out.tfevents.1.machine", "notes"] {
      #expect(try InputFile.read(folder.path("run/\(name)")) == Array("kept".utf8))
    }
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
    #expect(log.warnings.last?.hasPrefix("\(run.path)/evaluation.json:") == true)
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
