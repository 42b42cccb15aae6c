import Files
import Glibc
import Media
import Safetensors
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

  @Test(.enabled(if: SharedData.path != nil, "\(SharedData.reason)"))
  func levelsOfRecordedNotesMatchExactSums() throws {
    let settings = SpectrogramSettings()
    let spectrogram = LogMelSpectrogram(settings)
    for instrument in ["flute", "tuba", "violin"] {
      let folder = (SharedData.path ?? "") + "/notes/" + instrument
      let path = try #require(try Folder.files(in: folder).first)
      let samples = Array(try SoundFile.read(path).samples.prefix(22_050))
      let found = spectrogram(samples)
      let top = (found.values.max() ?? 0) - 60
      for frame in [1, 30] {
        let expected = exactLevels(samples, frame, settings)
        for band in 0..<settings.bands where expected[band] > Double(top) {
          let difference = Double(found.values[band * found.frames + frame]) - expected[band]
          #expect(abs(difference) < 1e-3, "\(path), frame \(frame), band \(band)")
        }
      }
    }
  }

  /// The levels of one frame by the definition, in double precision.
  private func exactLevels(
    _ samples: [Float], _ frame: Int, _ settings: SpectrogramSettings
  ) -> [Double] {
    let length = settings.windowLength
    let start = frame * settings.hopLength - length / 2
    let circle = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    let windowed = circle.indices.map { index -> Double in
      guard samples.indices.contains(start + index) else { return 0 }
      return Double(samples[start + index]) * (0.5 - 0.5 * cos(circle[index]))
    }
    let (cosines, sines) = (circle.map { cos($0) }, circle.map { sin($0) })
    let powers = (0..<settings.bins).map { bin -> Double in
      var (real, imaginary) = (0.0, 0.0)
      for index in 0..<length {
        real += windowed[index] * cosines[bin * index % length]
        imaginary += windowed[index] * sines[bin * index % length]
      }
      return real * real + imaginary * imaginary
    }
    return MelFilterBank(settings).filters.map { filter in
      let power = filter.weights.enumerated().reduce(0) {
        $0 + $1.element * powers[filter.firstBin + $1.offset]
      }
      return 10 * log10(max(1e-10, power))
    }
  }

  @Test func aReaderGivesTheSameAsItsSamples() throws {
    let samples = (0..<200_000).map { Float(($0 &* 7919) % 20_011) / 20_011 - 0.5 }
    let spectrogram = LogMelSpectrogram(SpectrogramSettings())
    for length in [1, 347, 348, 2048, 65_536, 131_072 - 1024, 200_000] {
      let sound = Sound(samples: Array(samples.prefix(length)), sampleRate: 44_100)
      let file = try SoundFile.encodedWAV(sound)
      let whole = spectrogram(try SoundFile.read(bytes: file, subject: "a.wav").samples)
      let streamed = try spectrogram(SoundReader(bytes: file, subject: "a.wav"))
      #expect(streamed == whole, "\(length) samples")
    }
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
