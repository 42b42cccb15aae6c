import Files
import Inference
import Media
import TestSupport
import Testing

@Suite struct MorphTests {
  private let folder = TemporaryFolder()

  private func request(_ inputs: [String], to output: String) throws -> ConversionRequest {
    var request = ConversionRequest(inputs, to: output)
    request.model = try TrainedRun.path()
    return request
  }

  @Test func theEndsAreTheImagesOfTheInputs() throws {
    let converter = try Converter(TrainedRun.model(), imageOptions)
    let sources = try [
      ConversionSource(folder.tone("a.wav", 3)), ConversionSource(folder.image("b.png", 90)),
    ]
    var images: [Image] = []
    try converter.morph(sources, steps: 5, note: { _ in }) { images.append($0) }
    #expect(images.count == 5)
    for (source, image) in [(sources[0], images[0]), (sources[1], images[4])] {
      var whole: [Image] = []
      try converter.images(of: source, note: { _ in }) { whole.append($0) }
      #expect(whole == [image])
    }
  }

  @Test func aStripIsWrittenOrHandedOver() throws {
    let sound = try folder.tone("tone.wav")
    let morph = try Morph(request([sound], to: folder.path("strip.png")), steps: 3)
    #expect(morph.sources.map(\.name) == [sound])
    try morph.run()
    var bytes: [UInt8] = []
    try Morph(request([sound], to: "-"), steps: 3).run(standardOutput: { bytes = $0 })
    #expect(try InputFile.read(folder.path("strip.png")) == bytes)
    #expect(throws: Failure.self) {
      try Morph(request([sound], to: folder.path("strip.png")), steps: 3)
    }
  }

  @Test func otherOutputsAreRefused() throws {
    let sound = try folder.tone("tone.wav")
    let path = folder.path("strip.wav")
    #expect(
      throws: Failure(.usage, path, "--morph makes a strip (.png) or a film (.mp4 and others)")
    ) { try Morph(request([sound], to: path), steps: 3) }
  }

  private var imageOptions: ConversionOptions {
    var options = ConversionOptions()
    options.target = .image
    return options
  }
}
