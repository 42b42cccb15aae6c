import Files
import Glibc
import Media
import Testing

@Suite struct SoundTests {
  @Test func levelsAreThoseOfThePeak() {
    let sound = Sound(samples: [0.1, -0.5, 0.25], sampleRate: 2000)
    #expect(sound.peak == 0.5)
    #expect(abs(sound.peakDecibels + 6.0206) < 1e-4)
    #expect(sound.durationSeconds == 0.0015)
    let louder = sound.normalised(toPeakDecibels: -1)
    #expect(abs(louder.peakDecibels + 1) < 1e-5)
    #expect(abs(louder.samples[0] * 5 - louder.peak) < 1e-6)
  }

  @Test func silenceStaysSilence() {
    let silence = Sound(samples: [0, 0], sampleRate: 44_100)
    #expect(silence.normalised(toPeakDecibels: -1) == silence)
    #expect(silence.peakDecibels == -.infinity)
    #expect(Sound(samples: [], sampleRate: 44_100).peak == 0)
  }

  @Test func theSameRateIsTheSameSound() throws {
    let sound = Sound(samples: [0.3, 0.1], sampleRate: 44_100)
    #expect(try sound.resampled(to: 44_100) == sound)
  }

  @Test(arguments: [
    (44_100, 22_050), (44_100, 48_000), (48_000, 44_100), (8000, 44_100), (44_100, 16_000),
    (1000, 768_000),
  ])
  func aToneKeepsItsPitchAndLevel(from: Int, to: Int) throws {
    let frequency = 0.11 * Double(min(from, to))
    let count = 10_001
    let tone = { (rate: Int, count: Int) in
      (0..<count).map { Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / Double(rate))) }
    }
    let resampled = try Sound(samples: tone(from, count), sampleRate: from).resampled(to: to)
    #expect(resampled.sampleRate == to)
    let expected = Int((Double(count) * Double(to) / Double(from)).rounded())
    #expect(resampled.samples.count == expected)
    // Away from the ends, where the tone begins and stops, the samples are those of the tone.
    let margin = expected / 10
    let wanted = tone(to, expected)
    let error = (margin..<(expected - margin)).reduce(Float(0)) {
      max($0, abs(resampled.samples[$1] - wanted[$1]))
    }
    #expect(error < 1e-5, "largest error \(error)")
  }

  @Test func whatWouldFoldBackIsRemoved() throws {
    let high = (0..<20_000).map { Float(sin(2 * Double.pi * 15_000 * Double($0) / 44_100)) }
    let low = try Sound(samples: high, sampleRate: 44_100).resampled(to: 16_000)
    let middle = low.samples[1000..<(low.samples.count - 1000)]
    #expect(middle.allSatisfy { abs($0) < 1e-4 })
  }

  @Test(arguments: [0, 1, 2, 10])
  func shortSoundsAreResampled(count: Int) throws {
    let sound = Sound(samples: [Float](repeating: 0.5, count: count), sampleRate: 44_100)
    #expect(try sound.resampled(to: 88_200).samples.count == 2 * count)
    #expect(try sound.resampled(to: 22_050).samples.count == Int((Double(count) / 2).rounded()))
  }

  @Test func ratesOutsideTheLimitsAreRefused() {
    let sound = Sound(samples: [0.5], sampleRate: 44_100)
    let failure = Failure(.badInput, nil, "sample rate out of range (999; 1000 to 768000 Hz)")
    #expect(throws: failure) { try sound.resampled(to: 999) }
  }
}
