import Configuration
import Glibc
import Models
import TensorCore

/// Random changes of a spectrogram as another room, microphone or player might make them.
///
/// Only the inputs of encoders and classifiers are changed. Results are compared with the sound as it is.
/// So encoders learn to ignore what does not belong to the instrument. The changes are: shifts by bands (a
/// small change of pitch) and in time, another sound of the class mixed in, an equaliser, a noise floor,
/// masks. Mixing and noise apply to the sounds of pairs only.
package struct SoundAugmentation: Sendable {
  private let settings: EncoderAugmentation
  private let format: SoundFormat

  /// The changes of a configuration; `nil` where it asks for none.
  package init?(_ configuration: Configuration) {
    settings = configuration.augmentation.encoder
    format = configuration.sound
    guard
      settings.soundEqualizerDecibels > 0 || settings.soundMixShare > 0
        || settings.soundNoiseShare > 0
        || settings.soundBandShift > 0 || settings.soundTimeShift > 0 || settings.soundMask > 0
    else { return nil }
  }

  /// A changed spectrogram: [bands, frames] in [-1, 1].
  ///
  /// - Parameters:
  ///   - levels: the spectrogram, [bands, frames] in [-1, 1].
  ///   - isPaired: whether it is of a pair, and not an unpaired sound.
  ///   - random: the stream of the pair in this step.
  ///   - partner: another sound of the class, which may be mixed in.
  /// - Returns: the changed levels; the loudest is 1, unless all is silent.
  package func changed(
    _ levels: [Float], isPaired: Bool, _ random: inout RandomStream,
    partner: () -> [Float]
  ) -> [Float] {
    let levels = moved(levels, &random)
    var decibels = format.decibels(levels: levels)
    var isHeard = levels.contains { $0 > -1 }
    if isPaired, random.uniform() < settings.soundMixShare {
      let gain = Float(-12 * random.uniform())
      let partner = partner()
      isHeard = isHeard || partner.contains { $0 > -1 }
      let other = format.decibels(levels: partner)
      for i in decibels.indices { decibels[i] = sumOfPowers(decibels[i], other[i] + gain) }
    }
    if settings.soundEqualizerDecibels > 0 {
      let limit = Float(settings.soundEqualizerDecibels)
      let gains = curve(points: (0..<8).map { _ in limit * Float(2 * random.uniform() - 1) })
      forEachCell { decibels[$0] += gains[$1] }
    }
    if isPaired, random.uniform() < settings.soundNoiseShare {
      // The bands are relative to the peak, as the noise is.
      if isHeard { decibels = format.decibels(levels: format.levels(decibels: decibels)) }
      addNoise(&decibels, &random)
      isHeard = true
    }
    mask(&decibels, &random)
    // Silence has no peak that could be brought to 1.
    return isHeard ? format.levels(decibels: decibels) : levels
  }

  /// A spectrogram moved by whole bands and, around the clip, by whole frames: [bands, frames] in [-1, 1].
  ///
  /// The outermost band is repeated where bands are missing.
  private func moved(_ levels: [Float], _ random: inout RandomStream) -> [Float] {
    guard settings.soundBandShift > 0 || settings.soundTimeShift > 0,
      levels.contains(where: { $0 > -1 })
    else {
      return levels
    }
    let (bands, frames) = (format.bands, format.frames)
    let shift = random.integer(below: 2 * settings.soundBandShift + 1) - settings.soundBandShift
    let limit = Int(Double(frames) * settings.soundTimeShift)
    let delay = random.integer(below: 2 * limit + 1) - limit + frames
    var result = levels
    for band in 0..<bands {
      let source = min(max(0, band - shift), bands - 1) * frames
      for frame in 0..<frames {
        result[band * frames + frame] = levels[source + (frame + delay) % frames]
      }
    }
    // The loudest band may have gone.
    return result.contains { $0 > -1 }
      ? format.levels(decibels: format.decibels(levels: result)) : levels
  }

  /// Adds noise that falls by up to 18 dB towards the highest band, uneven over bands and in time.
  ///
  /// The numbers are those of the noise floors of Sub-URMP clips.
  private func addNoise(_ decibels: inout [Float], _ random: inout RandomStream) {
    let (bands, frames) = (format.bands, format.frames)
    let (low, high) = (settings.soundQuietestNoiseDecibels, settings.soundLoudestNoiseDecibels)
    let level = Float(min(low, high) + abs(high - low) * random.uniform())
    let slope = Float(18 * random.uniform())
    let uneven = curve(points: (0..<6).map { _ in 2 * Float(random.normal()) })
    let kernel: [Float] = [1, 2, 3, 3, 2, 1].map { $0 / Float(28).squareRoot() }
    for band in 0..<bands {
      let base = level + slope * (1 - Float(band) / Float(max(1, bands - 1))) + uneven[band]
      let white = (0..<frames + kernel.count - 1).map { _ in Float(random.normal()) }
      for frame in 0..<frames {
        var texture: Float = 0
        for (place, weight) in kernel.enumerated() { texture += weight * white[frame + place] }
        let place = band * frames + frame
        decibels[place] = sumOfPowers(decibels[place], base + 2.5 * texture)
      }
    }
  }

  private func mask(_ decibels: inout [Float], _ random: inout RandomStream) {
    guard settings.soundMask > 0 else { return }
    func span(of count: Int) -> Range<Int> {
      let width = random.integer(below: Int(settings.soundMask * Double(count)) + 1)
      let start = random.integer(below: count - width + 1)
      return start..<start + width
    }
    let low = decibels.min() ?? 0
    let (bands, frames) = (span(of: format.bands), span(of: format.frames))
    forEachCell { place, band in
      if bands.contains(band) || frames.contains(place % format.frames) { decibels[place] = low }
    }
  }

  /// A line through numbers at places spread evenly over the bands.
  private func curve(points: [Float]) -> [Float] {
    (0..<format.bands).map { band in
      let place = Float(band) / Float(max(1, format.bands - 1)) * Float(points.count - 1)
      let left = min(points.count - 2, Int(place))
      let part = place - Float(left)
      return points[left] * (1 - part) + points[left + 1] * part
    }
  }

  private func forEachCell(_ body: (_ place: Int, _ band: Int) -> Void) {
    for place in 0..<format.bands * format.frames { body(place, place / format.frames) }
  }
}

extension SoundFormat {
  /// Decibels of the peak, from levels in [-1, 1].
  fileprivate func decibels(levels: [Float]) -> [Float] {
    let range = Float(dynamicRangeDecibels)
    return levels.map { ($0 - 1) / 2 * range }
  }
}

/// Decibels of the sum of two powers that are given in decibels.
private func sumOfPowers(_ a: Float, _ b: Float) -> Float {
  let (larger, smaller) = (max(a, b), min(a, b))
  // Below this the sum is the larger one to the last bit.
  guard larger - smaller < 80 else { return larger }
  return larger + 10 * log10(1 + pow(10, (smaller - larger) / 10))
}

/// Sounds of pairs as encoders and classifiers hear them in training: copy after copy, each otherwise.
///
/// The closed-form evaluator is fitted to such copies.
public struct ChangedSounds: Sendable {
  private let augmentation: SoundAugmentation?
  private let seed: Int

  /// The changes of a configuration; mixing in other sounds is left out.
  public init(_ configuration: Configuration) {
    var configuration = configuration
    configuration.augmentation.encoder.soundMixShare = 0
    augmentation = SoundAugmentation(configuration)
    seed = configuration.seed
  }

  /// The levels [bands, frames] of a copy of a loaded pair's sound; copy 0 is the sound itself.
  public func copy(_ number: Int, of index: Int, in store: SampleStore) -> [Scalar] {
    let levels = store.levels(index)
    guard number > 0, let augmentation else { return levels.map { Scalar($0) } }
    var random = RandomPurpose.soundAugmentation.stream(seed: seed, step: number, sample: index)
    return augmentation.changed(levels, isPaired: true, &random) { levels }.map { Scalar($0) }
  }
}
