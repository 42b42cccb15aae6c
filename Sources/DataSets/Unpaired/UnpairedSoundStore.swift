import Configuration
import Files
import Films
import Media
import Preprocessing
import Synchronization
import TensorCore

/// Unpaired sounds as spectrograms of their whole length, loaded when first needed and then kept.
package final class UnpairedSoundStore: Sendable {
  private let sounds: [UnpairedFile]
  /// The sounds of each class by its number.
  private let ofClass: [[Int]]
  private let format: SoundFormat
  private let spectrogram: LogMelSpectrogram
  private let contents: Mutex<Contents>

  /// Of longer sounds the beginning is used, in seconds.
  private static let longest = 10.0

  private struct Contents {
    var loaded: [LogMel?]
    var isUnreadable: [Bool]
    var news: [Failure] = []
  }

  package init(_ sounds: [UnpairedFile], classes: Int, _ format: SoundFormat) {
    self.sounds = sounds
    self.format = format
    var ofClass = [[Int]](repeating: [], count: max(1, classes))
    for (index, sound) in sounds.enumerated() { ofClass[sound.classIndex].append(index) }
    self.ofClass = ofClass
    spectrogram = LogMelSpectrogram(format.spectrogramSettings)
    contents = Mutex(
      Contents(
        loaded: [LogMel?](repeating: nil, count: sounds.count),
        isUnreadable: [Bool](repeating: false, count: sounds.count)))
  }

  /// A random part, as long as a clip, of a random sound of a class: [bands, frames] in [-1, 1].
  ///
  /// A part that is 30 dB quieter than the sound is drawn again, a few times; then the part around the
  /// loudest frame is taken. `nil` where the class has no sound that can be read.
  package func levels(ofClass number: Int, _ random: inout RandomStream) -> [Float]? {
    let group = ofClass[number]
    guard !group.isEmpty else { return nil }
    let first = random.integer(below: group.count)
    for index in group[first...] + group[..<first] {
      guard let whole = spectrogram(of: index) else { continue }
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
    return nil
  }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    contents.withLock { contents in
      defer { contents.news = [] }
      return contents.news
    }
  }

  private func spectrogram(of index: Int) -> LogMel? {
    let (known, isUnreadable) = contents.withLock {
      ($0.loaded[index], $0.isUnreadable[index])
    }
    if known != nil || isUnreadable { return known }
    do {
      let reader = try SoundReader(opening: sounds[index].path, sampleRate: format.sampleRate)
      let samples = try reader.read(
        maximumFrames: Int(Self.longest * Double(format.sampleRate)))
      guard !Preprocessing.isSilent(samples) else {
        throw Failure(.badInput, sounds[index].path, Preprocessing.silenceNote)
      }
      let logMel = spectrogram(
        samples + [Float](repeating: 0, count: max(0, format.samples - samples.count)))
      contents.withLock { $0.loaded[index] = logMel }
      return logMel
    } catch {
      contents.withLock {
        $0.isUnreadable[index] = true
        $0.news.append(error as? Failure ?? Failure(.internalError, nil, "\(error)"))
      }
      return nil
    }
  }

  /// The decibels of a clip's length from a frame on: [bands, frames].
  private func levels(of whole: LogMel, from start: Int) -> [Float] {
    (0..<format.bands).flatMap { band in
      let row = band * whole.frames + start
      return whole.values[row..<row + format.frames]
    }
  }
}
