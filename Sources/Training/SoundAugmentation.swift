import CMCGAN
import Glibc
import TensorCore

/// Random changes of a spectrogram as another room, microphone or instrument might make them.
///
/// Encoders hear the changed sound while everything is still compared with the real one, so that what
/// is not the instrument's is learnt to be left out.
struct SoundAugmentation: Sendable {
  private let settings: SoundAugmentationSettings
  private let format: SoundFormat

  /// The changes of a configuration, or nothing where it asks for none.
  init?(_ configuration: Configuration) {
    settings = configuration.data.soundAugmentation
    format = configuration.sound
    guard
      settings.equalizerDecibels > 0 || settings.noiseDecibels > 0 || settings.bandShift > 0
        || settings.timeShift > 0 || settings.mask > 0
    else { return nil }
  }

  /// A changed spectrogram: [bands, frames] in [-1, 1].
  func changed(_ levels: [Float], _ random: inout RandomStream) -> [Float] {
    let (bands, frames) = (format.bands, format.frames)
    let range = Float(format.dynamicRangeDecibels)
    let shift = random.integer(below: 2 * settings.bandShift + 1) - settings.bandShift
    let limit = Int(Double(frames) * settings.timeShift)
    let delay = random.integer(below: 2 * limit + 1) - limit + frames
    let gains = equalizer(&random)
    let floor = noiseFloor(&random)
    var decibels = [Float](repeating: -range, count: bands * frames)
    for band in 0..<bands where (0..<bands).contains(band - shift) {
      for frame in 0..<frames {
        let level = levels[(band - shift) * frames + (frame + delay) % frames]
        decibels[band * frames + frame] = (level - 1) / 2 * range + gains[band]
      }
    }
    if let floor {
      for band in 0..<bands {
        for frame in 0..<frames {
          // The power of noise in a cell is spread like that of an exponential distribution.
          let noise = floor[band] + 10 * log10(Float(max(1e-3, -log(1 - random.uniform()))))
          decibels[band * frames + frame] = sumOfPowers(decibels[band * frames + frame], noise)
        }
      }
    }
    mask(&decibels, &random)
    return format.levels(decibels: decibels)
  }

  /// A curve through random gains at eight places spread over the bands, in decibels.
  private func equalizer(_ random: inout RandomStream) -> [Float] {
    guard settings.equalizerDecibels > 0 else { return [Float](repeating: 0, count: format.bands) }
    let points = (0..<8).map { _ in
      Float(settings.equalizerDecibels * (2 * random.uniform() - 1))
    }
    return (0..<format.bands).map { band in
      let place = Float(band) / Float(max(1, format.bands - 1)) * 7
      let left = min(6, Int(place))
      let part = (1 - cos((place - Float(left)) * .pi)) / 2
      return points[left] * (1 - part) + points[left + 1] * part
    }
  }

  /// The level of a noise in each band, in decibels, tilted by up to 20 dB either way.
  private func noiseFloor(_ random: inout RandomStream) -> [Float]? {
    guard settings.noiseDecibels > 0 else { return nil }
    let level = Float(settings.noiseDecibels * random.uniform() - format.dynamicRangeDecibels)
    let tilt = Float(40 * random.uniform() - 20)
    return (0..<format.bands).map {
      level + tilt * (Float($0) / Float(max(1, format.bands - 1)) - 0.5)
    }
  }

  private func mask(_ decibels: inout [Float], _ random: inout RandomStream) {
    guard settings.mask > 0 else { return }
    let (bands, frames) = (format.bands, format.frames)
    func span(of count: Int) -> Range<Int> {
      let width = random.integer(below: Int(settings.mask * Double(count)) + 1)
      let start = random.integer(below: count - width + 1)
      return start..<start + width
    }
    let low = decibels.min() ?? 0
    for band in span(of: bands) {
      for frame in 0..<frames { decibels[band * frames + frame] = low }
    }
    for frame in span(of: frames) {
      for band in 0..<bands { decibels[band * frames + frame] = low }
    }
  }
}

/// Decibels of the sum of two powers that are given in decibels.
private func sumOfPowers(_ a: Float, _ b: Float) -> Float {
  10 * log10(pow(10, a / 10) + pow(10, b / 10))
}
