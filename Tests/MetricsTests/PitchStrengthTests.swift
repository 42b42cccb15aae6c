import Glibc
import Media
import Metrics
import TensorCore
import TestSupport
import Testing

@Suite struct PitchStrengthTests {
  private func sound(_ count: Int = 8192, rate: Int = 44_100, _ level: (Double) -> Double) -> Sound
  {
    Sound(samples: (0..<count).map { Float(level(Double($0) / Double(rate))) }, sampleRate: rate)
  }

  private func sine(_ frequency: Double, rate: Int = 44_100, peak: Double = 0.5) -> Sound {
    sound(rate: rate) { peak * sin(2 * Double.pi * frequency * $0) }
  }

  @Test(arguments: ["low", "high", "rough", "noise"])
  func framesMatchNumPy(name: String) throws {
    let samples = try MetricGolden.numbers("pitch.\(name).samples")
    let found = PitchStrength(of: Sound(samples: samples.map { Float($0) }, sampleRate: 44_100))
    let frames: [Double] = found.frames.flatMap { [$0.strength, $0.frequency ?? 0] }
    let closeness = closeness(
      of: frames, to: try MetricGolden.numbers("pitch.\(name).frames"), relative: 1e-6,
      absolute: 1e-7)
    #expect(closeness.isClose, "\(closeness)")
    let expected = try MetricGolden.numbers("pitch.\(name).median")
    #expect(abs((found.strength ?? -1) - expected[0]) < 1e-6)
    #expect(abs((found.frequency ?? -1) / expected[1] - 1) < 1e-6)
  }

  /// Praat places its frames otherwise and interpolates by sinc functions.
  @Test(arguments: ["low", "high", "rough", "noise"])
  func strengthAndPitchAgreeWithPraat(name: String) throws {
    let samples = try MetricGolden.numbers("pitch.\(name).samples")
    let found = PitchStrength(of: Sound(samples: samples.map { Float($0) }, sampleRate: 44_100))
    let praat = try MetricGolden.numbers("pitch.\(name).praat")
    #expect(abs((found.strength ?? -1) - praat[0]) < 0.01)
    if name != "noise" { #expect(abs((found.frequency ?? -1) / praat[1] - 1) < 1e-3) }
  }

  @Test(arguments: [60.0, 440, 1900], [16_000, 44_100, 96_000])
  func aSineHasItsPitch(frequency: Double, rate: Int) {
    let found = PitchStrength(of: sine(frequency, rate: rate))
    // At 96 kHz no lag reaches the period of 60 Hz.
    let isFound = frequency > 2 * Double(rate) / 2048
    if isFound {
      #expect((found.strength ?? 0) > 0.99)
      #expect(abs((found.frequency ?? 0) / frequency - 1) < 2e-3)
    } else {
      #expect((found.strength ?? 0) < 0.99)
    }
  }

  @Test func loudnessDoesNotMatterAndSilenceIsLeftOut() {
    let loud = PitchStrength(of: sine(440))
    let quiet = PitchStrength(of: sine(440, peak: 1e-3))
    #expect(loud.frames.map(\.start) == [0, 1024, 2048, 3072, 4096, 5120, 6144])
    #expect(abs((loud.strength ?? 0) - (quiet.strength ?? 1)) < 1e-5)
    #expect(PitchStrength(of: sine(440, peak: 2e-4)).strength == nil)
    #expect(PitchStrength(of: sound { _ in 0.5 }).frequency == nil)
    #expect(PitchStrength(of: sound(2047) { sin(2764 * $0) }).frames == [])

    // Silence beside a tone does not weigh.
    let tone = sine(440)
    let gap = [Float](repeating: 0, count: 44_100)
    let both = PitchStrength(of: Sound(samples: tone.samples + gap, sampleRate: 44_100))
    #expect((both.strength ?? 0) > 0.99)
    #expect(both.frames.count == 8)
  }

  /// Noise that varies slowly resembles itself a little later, but has no pitch; nor has a rumble.
  @Test func slowSoundsHaveNoPitch() {
    var random = RandomStream(seed: 1, stream: 2)
    var level = 0.0
    let slow = sound(22_050) { _ in
      level = 0.995 * level + 0.01 * random.normal()
      return level
    }
    #expect((PitchStrength(of: slow).strength ?? 1) < 0.5)
    let rumble = PitchStrength(of: sine(20))
    #expect(rumble.strength == 0 && rumble.frequency == nil)
  }
}
