import Files
import Media
import TensorCore
import TestSupport
import Testing

@Suite struct LogMelSpectrogramTests {
  static let clips = [
    "sine", "chirp", "noise", "silence", "one_sample", "dc", "shorter_than_a_window", "quiet",
  ]

  @Test(arguments: ["standard", "narrow", "odd"], clips)
  func levelsMatchLibrosa(name: String, clip: String) throws {
    let golden = try Golden.file("sound")
    let spectrogram = LogMelSpectrogram(try goldenSettings(name, golden))
    let samples = try golden.require("\(name).\(clip).samples").elements.map { Float($0) }
    let expected = try golden.require("\(name).\(clip).log_mel")
    let found = spectrogram(samples)
    #expect([found.bands, found.frames] == expected.shape)
    // Rounding weighs most where there is least: the top 60 dB are held to a thousandth.
    let top = max(expected.elements.max() ?? 0, -40) - 60
    let pairs = zip(found.values, expected.elements).filter { $0.1 >= top }
    let close = closeness(
      of: pairs.map { $0.0 }, to: pairs.map { Float($0.1) }, relative: 0, absolute: 1e-3)
    #expect(close.isClose, "\(close)")
    let all = closeness(
      of: found.values, to: expected.elements.map { Float($0) }, relative: 0, absolute: 1)
    #expect(all.isClose, "\(all)")
  }

  @Test func aReaderGivesTheSameAsItsSamples() throws {
    let samples = (0..<200_000).map { Float(($0 &* 7919) % 20_011) / 20_011 - 0.5 }
    let bytes = try SoundFile.encodedWAV(Sound(samples: samples, sampleRate: 44_100))
    let spectrogram = LogMelSpectrogram(SpectrogramSettings())
    for length in [1, 347, 348, 2048, 65_536, 131_072 - 1024, 200_000] {
      let sound = Sound(samples: Array(samples.prefix(length)), sampleRate: 44_100)
      let file = try SoundFile.encodedWAV(sound)
      let whole = spectrogram(try SoundFile.read(bytes: file, subject: "a.wav").samples)
      let streamed = try spectrogram(SoundReader(bytes: file, subject: "a.wav"))
      #expect(streamed == whole, "\(length) samples")
    }
    #expect(bytes.count > 400_000)
  }

  @Test func noSamplesAreOneFrameOfSilence() {
    let found = LogMelSpectrogram(SpectrogramSettings())([])
    #expect(found.frames == 1)
    #expect(found.values.allSatisfy { $0 == LogMel.silence })
  }

  @Test func threadsMayShareASpectrogram() async throws {
    let spectrogram = LogMelSpectrogram(SpectrogramSettings())
    let samples = (0..<22_050).map { Float(($0 &* 7919) % 20_011) / 20_011 - 0.5 }
    let alone = spectrogram(samples)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 { group.addTask { spectrogram(samples) == alone } }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}

/// The settings a golden case was made with.
func goldenSettings(_ name: String, _ golden: TensorFile) throws -> SpectrogramSettings {
  let numbers = try golden.require("\(name).settings", shape: [6]).elements
  return SpectrogramSettings(
    sampleRate: Int(numbers[0]), windowLength: Int(numbers[1]), hopLength: Int(numbers[2]),
    bands: Int(numbers[3]), minimumFrequency: Double(numbers[4]),
    maximumFrequency: Double(numbers[5]))
}
