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

  /// Small inputs are converted together; what is made of one, and the order of the reports, stay the same.
  @Test func inputsConvertedTogetherBecomeWhatEachBecomesAlone() throws {
    var inputs: [String] = []
    for number in 10..<30 {
      inputs.append(try folder.tone("\(number).wav", number))
      inputs.append(try folder.image("\(number)i.png", number))
    }
    var request = ConversionRequest(inputs, to: folder.path("together"))
    request.model = try TrainedRun.path()
    request.options.samples = 2
    var reports: [ConversionReport] = []
    let results = try BatchConversion(request) {
      if case .finished(let report) = $0 { reports.append(report) }
    }.run()
    #expect(reports.map(\.input) == inputs && results.map(\.source.name) == inputs)
    #expect(reports.allSatisfy { $0.seconds > 0 })
    for (input, result) in zip(inputs, results)
    where input.hasSuffix("5.wav") || input.hasSuffix("5i.png") {
      var alone = request
      alone.inputs = [input]
      alone.output = folder.path("alone" + (result.target == .image ? ".png" : ".wav"))
      alone.isReplacing = true
      try BatchConversion(alone).run()
      #expect(try InputFile.read(result.output) == InputFile.read(alone.output))
    }
    #expect(try Folder.names(in: request.output, hidden: true).count == inputs.count)
  }

  @Test func aFileThatCannotBeWrittenConcernsItsInputOnly() throws {
    let inputs = try (1...20).map { try folder.tone("\($0).wav", $0) }
    var request = ConversionRequest(inputs, to: folder.path("out"))
    request.model = try TrainedRun.path()
    let taken = folder.path("out/7.png")
    var reports: [ConversionReport] = []
    let conversion = try BatchConversion(request) { event in
      switch event {
      // All outputs have been checked by now.
      case .started(let source) where source.name == inputs[6]:
        try? Folder.create(folder.path("out"))
        try? OutputFile.write("mine", to: taken, replacing: false)
      case .finished(let report): reports.append(report)
      default: break
      }
    }
    #expect { try conversion.run() } throws: { "\($0)".contains("1 of 20 inputs failed") }
    #expect(reports.map(\.input) == inputs)
    for (number, report) in reports.enumerated() {
      switch report.result {
      case .success: #expect(number != 6)
      case .failure(let failure): #expect(number == 6 && failure.problem == "already exists")
      }
    }
    #expect(try InputFile.read(taken) == [UInt8]("mine".utf8))
    #expect(try Folder.names(in: folder.path("out"), hidden: true).count == 20)
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
