import Configuration
import Files
import Media
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

/// Training on sounds and images that are allowed, and hard on normalization and logarithms.
@Suite struct PoisonSampleTests {
  private let place = TemporaryFolder()

  /// Silence, full-scale noise, a constant and a single sample, beside black and white images.
  private func writePairs() throws -> PairFiles {
    let files = PairFiles(in: place.path("data"))
    var state: UInt32 = 1
    let noise = (0..<4_000).map { _ -> Int16 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 31 == 0 ? .min : .max
    }
    let sounds = [
      [Int16](repeating: 0, count: 4_000), noise, [Int16](repeating: 16_000, count: 4_000), [8_000],
    ]
    for (number, sound) in sounds.enumerated() {
      for (name, color) in [("black", Image.Color.black), ("white", .white)] {
        try files.write(
          ImageFile.encodedPNG(Image(width: 16, height: 16, filledWith: color)),
          "images/train/\(name)/\(number).png")
        try files.write(
          PairFiles.wav([sound], sampleRate: 8_000), "sounds/train/\(name)/\(number).wav")
      }
    }
    return files
  }

  /// Six steps; the events of the run.
  private func train(on files: PairFiles) throws -> [JSONValue] {
    let configuration = try Configuration.tiny(
      "training.steps=6", "training.batchSize=4", "data.source=files", "data.root=\(files.root)",
      "output.logEvery=1", "output.sampleEvery=6", "output.checkpointEvery=6",
      "faults.unreadableShare=0.5")
    var events: [JSONValue] = []
    try Trainer(
      configuration, in: RunFolder(place.path("run")), start: .fresh, isQuiet: true
    ) { events.append($0) }.run()
    return events
  }

  private func expectFiniteRun(_ location: SourceLocation = #_sourceLocation) throws {
    let run = RunFolder(place.path("run"))
    let lines = String(decoding: try InputFile.read(run.metrics), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 6, sourceLocation: location)
    for line in lines {
      let losses =
        try StrictJSON.parse(String(line), subject: "metrics").members?
        .filter { $0.key.hasPrefix("loss_") } ?? []
      #expect(losses.count >= 3, sourceLocation: location)
      #expect(losses.allSatisfy { $0.value.number?.isFinite == true }, sourceLocation: location)
    }
    let file = try TensorFile.read(
      "\(run.checkpoints)/step-000006.safetensors", requiringFinite: false)
    #expect(!file.names.isEmpty, sourceLocation: location)
    for name in file.names {
      #expect(
        file[name]?.elements.allSatisfy(\.isFinite) == true, "\(name)", sourceLocation: location)
    }
  }

  @Test func extremeSamplesLeaveEverythingFinite() throws {
    let events = try train(on: writePairs())
    try expectFiniteRun()
    #expect(!events.contains { $0["event"] == "rollback" })
    #expect(events.last?["event"] == "end")
  }

  /// A sound with an element that is no number is left out, and the run ends well.
  @Test func aSoundThatIsNotFiniteIsLeftOut() throws {
    let files = try writePairs()
    let samples = [Float](repeating: 0.1, count: 2_000) + [.nan]
    let bad = "sounds/train/white/1.wav"
    try files.write(floatWAV(samples), bad)
    let events = try train(on: files)
    try expectFiniteRun()
    #expect(events.last?["event"] == "end")
    #expect(
      events.contains { $0.encoded().contains(bad) && $0.encoded().contains("non-finite samples") },
      "\(events)")
  }

  /// A WAV file of 32-bit floating-point samples, 8000 a second.
  private func floatWAV(_ samples: [Float]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = samples.flatMap { little(Int($0.bitPattern), 4) }
    return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8)
      + little(16, 4) + little(3, 2) + little(1, 2) + little(8_000, 4) + little(32_000, 4)
      + little(4, 2) + little(32, 2) + Array("data".utf8) + little(data.count, 4) + data
  }
}
