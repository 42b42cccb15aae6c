import Configuration
import Files
import Inference
import Media
import TestSupport
import Testing

@Suite struct BatchConversionTests {
  private let folder = TemporaryFolder()

  private func request(_ inputs: String..., to output: String) throws -> ConversionRequest {
    var request = ConversionRequest(inputs, to: output)
    request.model = try TrainedRun.path()
    return request
  }

  @Test func oneSoundBecomesAnImage() throws {
    let sound = try folder.tone("tone.wav")
    let results = try BatchConversion(request(sound, to: folder.path("tone.png"))).run()
    let result = try #require(results.first)
    #expect(results.count == 1 && result.output == folder.path("tone.png"))
    #expect(result.direction == "soundToImage" && result.imageCount == 1 && !result.isFilm)
    #expect(try ImageFile.read(result.output).width == 16)
  }

  @Test func whatHappensIsToldInOrder() throws {
    let sound = try folder.tone("tone.wav")
    var request = try request(sound, to: folder.path("tone.png"))
    request.explanation = folder.path("why.png")
    var events: [String] = []
    try BatchConversion(request) { event in
      switch event {
      case .started: events.append("started")
      case .written: events.append("written")
      case .explained(let explanation):
        events.append("explained")
        #expect(abs(explanation.cells.reduce(0) { $0 + $1.share } - 1) < 1e-6)
      case .finished(let report):
        events.append("finished")
        #expect(report.input == sound && report.model == request.model && report.seconds > 0)
      case .progress: break
      case .warning, .note, .leftOut: events.append("unexpected")
      }
    }.run()
    // The tone is longer than a clip, so a note says which part is explained.
    #expect(
      events.filter { $0 != "unexpected" } == ["started", "written", "explained", "finished"])
    #expect(InputFile.exists(folder.path("why.png")))
  }

  @Test func oneBadInputDoesNotStopTheOthers() throws {
    let (first, last) = (try folder.tone("a.wav"), try folder.image("c.png"))
    let bad = folder.path("b.wav")
    try OutputFile.write("words", to: bad, replacing: false)
    var (leftOut, reports): ([Failure], [ConversionReport]) = ([], [])
    let conversion = try BatchConversion(request(first, bad, last, to: folder.path("out"))) {
      if case .leftOut(let failure) = $0 { leftOut.append(failure) }
      if case .finished(let report) = $0 { reports.append(report) }
    }
    #expect { try conversion.run() } throws: { "\($0)".contains("1 of 3 inputs failed") }
    #expect(leftOut.map(\.subject) == [bad])
    #expect(reports.map(\.input) == [first, bad, last])
    #expect(try Folder.names(in: folder.path("out")) == ["a.png", "c.wav"])
  }

  @Test func ranksShareTheInputs() throws {
    let inputs = try (1...5).map { try folder.tone("\($0).wav", $0) }
    var alone = ConversionRequest(inputs, to: folder.path("alone"))
    alone.model = try TrainedRun.path()
    try BatchConversion(alone).run()
    var shared = alone
    shared.output = folder.path("shared")
    let request = shared
    let results = ThreadRanks.results(2) { try BatchConversion(request, ranks: $0).run() }
    #expect(try results.map { try $0.get().count } == [3, 2])
    for name in (1...5).map({ "\($0).png" }) {
      let one = try InputFile.read(Folder.path(alone.output, name))
      #expect(try InputFile.read(Folder.path(shared.output, name)) == one)
    }
  }

  @Test func bytesGoToWhoeverTakesThem() throws {
    let request = try request(folder.tone("tone.wav"), to: "-")
    #expect { try BatchConversion(request).run() } throws: {
      ($0 as? Failure)?.kind == .usage
    }
    var bytes: [UInt8] = []
    try BatchConversion(request, standardOutput: { bytes += $0 }).run()
    #expect(FileKind.sniff(bytes) == .png)
  }

  @Test func optionsThatHaveNoMeaningAreRefused() throws {
    let sound = try folder.tone("tone.wav")
    var request = try request(sound, to: folder.path("tone.png"))
    request.options.duration = 2
    #expect {
      try BatchConversion(request).run()
    } throws: { error in
      (error as? Failure)?.description
        == "\(sound): --duration is for a sound made from an image (it is a WAV sound, image is made)"
    }
    #expect(folder.names == ["tone.wav"])
  }
}
