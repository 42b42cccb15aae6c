import Configuration
import DataSets
import Files
import Glibc
import Media
import Preprocessing
import TensorCore
import TestSupport
import Testing

@Suite struct PreprocessingTests {
  private let configuration: Configuration
  private let preprocessing: Preprocessing

  init() throws {
    configuration = try .tiny()
    preprocessing = Preprocessing(configuration)
  }

  private var count: Int { configuration.sound.bands * configuration.sound.frames }

  private func tone(level: Float, count: Int = 4_000) -> [Float] {
    (0..<count).map { level * sin(2 * .pi * 440 * Float($0) / 8_000) }
  }

  @Test(arguments: [0, 0.0009] as [Float])
  func aSilentClipIsTheFloorThroughout(level: Float) {
    let clip = tone(level: level)
    #expect(Preprocessing.isSilent(clip))
    #expect(
      preprocessing.soundLevels(clip: clip) == [Float](repeating: -1, count: count))
  }

  @Test func levelsReachFromTheFloorToThePeak() {
    #expect(!Preprocessing.isSilent(tone(level: 0.0011)))
    let levels = preprocessing.soundLevels(clip: tone(level: 0.5))
    #expect(levels.count == count)
    #expect(levels.max() == 1)
    #expect((levels.min() ?? -2) >= -1)
  }

  /// Of a file no more is read than the clip, with the samples of the whole file resampled.
  @Test(arguments: [8_000, 44_100, 11_025])
  func theClipOfAFileIsItsBeginning(rate: Int) throws {
    let folder = TemporaryFolder()
    for seconds in [0.1, 3] {
      let samples = (0..<Int(seconds * Double(rate))).map { sin(Float($0 * $0 % 977) / 50) }
      let sound = Sound(samples: samples, sampleRate: rate)
      let path = folder.path("\(seconds).wav")
      try OutputFile.write(SoundFile.encodedWAV(sound), to: path, replacing: false)
      #expect(
        try preprocessing.clip(
          of: SoundReader(path: path, sampleRate: preprocessing.sampleRate))
          == preprocessing.clip(try SoundFile.read(path)))
    }
  }

  @Test func levelsDoNotDependOnLoudness() {
    let loud = preprocessing.soundLevels(clip: tone(level: 0.9))
    let quiet = preprocessing.soundLevels(clip: tone(level: 0.09))
    // Digital silence under the tone keeps the quiet one from the last hundredth.
    let found = closeness(of: quiet, to: loud, relative: 1e-3)
    #expect(found.isClose, "\(found)")
  }

  @Test func levelsAreDecibelsUnderThePeak() {
    let clip = tone(level: 0.5)
    let levels = preprocessing.soundLevels(clip: clip)
    let decibels = LogMelSpectrogram(configuration.sound.spectrogramSettings)(clip).values
    let peak = decibels.max() ?? 0
    let back = preprocessing.logMel(levels.map { Scalar($0) })
    #expect(back.bands == configuration.sound.bands && back.frames == configuration.sound.frames)
    for (value, original) in zip(back.values, decibels) {
      #expect(abs(value - max(-80, original - peak)) < 1e-3)
    }
  }

  @Test func clipsAreCutOrFilledWithSilence() throws {
    let long = try preprocessing.clip(
      Sound(samples: tone(level: 0.5, count: 9_000), sampleRate: 8_000))
    #expect(long == tone(level: 0.5))
    let short = try preprocessing.clip(
      Sound(samples: tone(level: 0.5, count: 100), sampleRate: 8_000))
    #expect(short.count == 4_000)
    #expect(Array(short.prefix(100)) == tone(level: 0.5, count: 100))
    #expect(short.dropFirst(100).allSatisfy { $0 == 0 })
    let resampled = try preprocessing.clip(
      Sound(samples: [Float](repeating: 0.1, count: 44_100), sampleRate: 44_100))
    #expect(resampled.count == 4_000)
  }

  /// The left half red, the right half blue, twice as wide as the model's images.
  @Test func imagesAreCutAtTheCentreAndScaled() {
    let pixels = (0..<64 * 32).flatMap { $0 % 64 < 32 ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
    let levels = preprocessing.imageLevels(Image(width: 64, height: 32, pixels: pixels))
    #expect(levels.count == 16 * 16 * 3)
    #expect(Array(levels.prefix(3)) == [1, -1, -1])
    #expect(Array(levels.suffix(3)) == [-1, -1, 1])
  }

  @Test func imagesSurviveTheWayThroughLevels() {
    let pixels = (0..<16 * 16 * 3).map { UInt8($0 % 256) }
    let image = Image(width: 16, height: 16, pixels: pixels)
    let levels = preprocessing.imageLevels(image)
    #expect(preprocessing.image(levels.map { Scalar($0) }) == image)
    #expect(levels.allSatisfy { (-1...1).contains($0) })
  }
}
