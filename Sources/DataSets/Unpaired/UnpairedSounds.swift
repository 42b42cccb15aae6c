import Configuration
import Files
import Films
import Media
import Preprocessing
import TensorCore

/// Unpaired sounds, of which training takes random parts.
package struct UnpairedSounds: Sendable {
  /// The spectrograms of whole sounds.
  private let spectrograms: UnpairedStore<LogMel>
  private let format: SoundFormat

  /// Of longer sounds the beginning is used, in seconds.
  private static let longest = 10.0

  /// Sounds of so many classes, for networks that take sounds of a format.
  package init(_ sounds: [UnpairedFile], classes: Int, _ format: SoundFormat) {
    self.format = format
    let spectrogram = LogMelSpectrogram(format.spectrogramSettings)
    spectrograms = UnpairedStore(sounds, classes: classes) { path in
      let reader = try SoundReader(opening: path, sampleRate: format.sampleRate)
      let samples = try reader.read(
        maximumFrames: Int(Self.longest * Double(format.sampleRate)))
      guard !Preprocessing.isSilent(samples) else {
        throw Failure(.badInput, path, Preprocessing.silenceNote)
      }
      return spectrogram(
        samples + [Float](repeating: 0, count: max(0, format.samples - samples.count)))
    }
  }

  /// A random part, as long as a clip, of a random sound of a class: [bands, frames] in [-1, 1].
  ///
  /// A part that is 30 dB quieter than the sound is drawn again, a few times; then the part around the
  /// loudest frame is taken. `nil` where the class has no sound that can be read.
  package func levels(ofClass number: Int, _ random: inout RandomStream) -> [Float]? {
    guard let whole = spectrograms.content(ofClass: number, &random) else { return nil }
    let peak = whole.values.max() ?? 0
    let starts = whole.frames - format.frames + 1
    for _ in 0..<8 {
      let part = levels(of: whole, from: random.integer(below: starts))
      if (part.max() ?? 0) > peak - 30 { return format.levels(decibels: part) }
    }
    let loudest = (whole.values.firstIndex(of: peak) ?? 0) % whole.frames
    let start = max(0, min(starts - 1, loudest - format.frames / 2))
    return format.levels(decibels: levels(of: whole, from: start))
  }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] { spectrograms.takeFailures() }

  /// The decibels of a clip's length from a frame on: [bands, frames].
  private func levels(of whole: LogMel, from start: Int) -> [Float] {
    (0..<format.bands).flatMap { band in
      let row = band * whole.frames + start
      return whole.values[row..<row + format.frames]
    }
  }
}
