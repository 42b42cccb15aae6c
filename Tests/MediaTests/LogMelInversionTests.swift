import Files
import Glibc
import Media
import TensorCore
import TestSupport
import Testing

@Suite struct LogMelInversionTests {
  private let settings = SpectrogramSettings()

  @Test(arguments: [110.0, 440, 1000, 3000])
  func aToneKeepsItsPitch(frequency: Double) throws {
    let tone = (0..<22_050).map {
      Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / 44_100))
    }
    let spectrogram = LogMelSpectrogram(settings)(tone)
    let found = try LogMelInversion(settings)(spectrogram, length: tone.count)
    #expect(found.samples.count == tone.count)
    // A mel band is about 31 Hz wide below 1 kHz, and grows with the frequency above.
    let error = abs(strongestFrequency(found.samples) - frequency)
    #expect(error <= max(20, 0.025 * frequency), "off by \(error) Hz")
    let level = 10 * log10(power(found.samples) / power(tone))
    #expect(abs(level) < 1, "off by \(level) dB")
  }

  @Test func aFilterBankWithoutBoundIsRefused() {
    let wide = SpectrogramSettings(windowLength: 65_536, hopLength: 1_024, bands: 513)
    let failure = Failure(
      .resources, nil,
      "too many bands to be turned back into frequencies (513 of 32769; at most 16777216 as a "
        + "product)")
    #expect(throws: failure) { try LogMelInversion(wide) }
  }

  @Test func melPowersSurviveTheInversion() throws {
    let spectrogram = LogMelSpectrogram(settings)(noise(count: 8000))
    let powers = spectrogram.values.map { powf(10, $0 / 10) }
    let bins = settings.bins
    let magnitudes = try MelInversion(settings).magnitudes(
      ofPowers: powers, frames: spectrogram.frames)
    #expect(magnitudes.allSatisfy { $0 >= 0 && $0.isFinite })
    let bank = MelFilterBank(settings)
    var sum = 0.0
    for (band, filter) in bank.filters.enumerated() {
      for frame in 0..<spectrogram.frames {
        var power = 0.0
        for (offset, weight) in filter.weights.enumerated() {
          let magnitude = magnitudes[frame * bins + filter.firstBin + offset]
          power += weight * Double(magnitude * magnitude)
        }
        sum += abs(10 * log10(power / Double(powers[band * spectrogram.frames + frame])))
      }
    }
    let error = sum / Double(powers.count)
    #expect(error < 0.25, "off by \(error) dB in the mean")
  }

  @Test func silenceGivesSilence() throws {
    let silent = LogMelSpectrogram(settings)([Float](repeating: 0, count: 22_050))
    let found = try LogMelInversion(settings)(silent, iterations: 4)
    #expect(found.samples.allSatisfy { $0 == 0 })
  }

  @Test func wildLevelsGiveFiniteSound() throws {
    for level in [Float](arrayLiteral: -1e30, -90, 0, 300, 1e30) {
      let wild = LogMel(bands: 128, frames: 3, values: [Float](repeating: level, count: 384))
      let found = try LogMelInversion(settings)(wild, iterations: 2)
      #expect(found.samples.allSatisfy { $0.isFinite })
    }
  }

  @Test(.enabled(if: SharedData.path != nil, "\(SharedData.reason)"))
  func realClipsSoundLikeTheirSpectrograms() throws {
    let root = (SharedData.path ?? "") + "/sub-urmp/chunk/validation"
    let spectrogram = LogMelSpectrogram(settings)
    let inversion = try LogMelInversion(settings)
    for instrument in ["cello", "flute", "trombone", "violin"] {
      let folder = root + "/" + instrument
      let path = try #require(try Folder.files(in: folder).first)
      let wanted = spectrogram(try SoundFile.read(path).samples)
      let found = spectrogram(inversion(wanted, length: 22_050).samples)
      let agreement = correlation(wanted.values, found.values)
      #expect(agreement > 0.95, "\(path)")
    }
  }

  /// White noise that is the same each time.
  private func noise(count: Int) -> [Float] {
    var state: UInt64 = 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) / 2
    }
  }

  private func power(_ samples: [Float]) -> Double {
    samples.reduce(0) { $0 + Double($1 * $1) } / Double(samples.count)
  }

  /// The frequency, to 1 Hz, at which the windowed samples have the greatest Fourier coefficient.
  private func strongestFrequency(_ samples: [Float]) -> Double {
    let middle = samples[4000..<12_000]
    var best = (frequency: 0.0, power: 0.0)
    for frequency in stride(from: 50.0, to: 4000, by: 1) {
      let step = 2 * Double.pi * frequency / 44_100
      // Goertzel's recursion: the coefficient of one frequency without a transform of all.
      let factor = 2 * cos(step)
      var (last, beforeLast) = (0.0, 0.0)
      for sample in middle {
        (last, beforeLast) = (Double(sample) + factor * last - beforeLast, last)
      }
      let power = last * last + beforeLast * beforeLast - factor * last * beforeLast
      if power > best.power { best = (frequency, power) }
    }
    return best.frequency
  }

  private func correlation(_ first: [Float], _ second: [Float]) -> Double {
    let count = Double(first.count)
    let means = (
      first.reduce(0) { $0 + Double($1) } / count, second.reduce(0) { $0 + Double($1) } / count
    )
    var sums = (0.0, 0.0, 0.0)
    for (one, other) in zip(first, second) {
      let (x, y) = (Double(one) - means.0, Double(other) - means.1)
      sums = (sums.0 + x * y, sums.1 + x * x, sums.2 + y * y)
    }
    return sums.0 / (sums.1 * sums.2).squareRoot()
  }
}
