import Configuration
import DataSets
import Preprocessing
import TensorCore

/// The output of networks for a sound: the mean over all its windows that are not silent.
struct FeatureAverage {
  /// The mean of the rows.
  let mean: [Double]
  /// How many windows the mean is over; of a silent sound it is one.
  let windows: Int
  /// What is odd about the sound.
  let notes: [String]

  /// Reads a whole sound, in constant memory.
  ///
  /// - Parameters:
  ///   - source: the sound.
  ///   - format: the format that the networks take.
  ///   - preprocessing: turns clips into levels.
  ///   - features: gives a row for each of a batch of sounds [count, bands, frames, 1], whose numbers
  ///     in the sound are given too.
  /// - Throws: what reading the sound throws.
  init(
    of source: ConversionSource, in format: SoundFormat, _ preprocessing: Preprocessing,
    features: (_ sounds: Tensor, _ numbers: Range<Int>) -> Tensor
  ) throws {
    let reader = try source.reader(sampleRate: format.sampleRate)
    var windows = SoundWindows(reader, length: format.samples)
    var sums: [Double] = []
    var count = 0
    func add(_ clips: [[Float]]) {
      let sounds = format.batch(clips.map { preprocessing.soundLevels(clip: $0) })
      let rows = features(sounds, count..<count + clips.count)
      if sums.isEmpty { sums = [Double](repeating: 0, count: rows.shape[1]) }
      for row in 0..<clips.count {
        for (index, value) in rows.row(row).enumerated() { sums[index] += Double(value) }
      }
      count += clips.count
    }
    try windows.forEachBatch { batch in
      let active = batch.map(\.samples).filter { !Preprocessing.isSilent($0) }
      if !active.isEmpty { add(active) }
    }
    let isSilent = count == 0
    if isSilent { add([[Float](repeating: 0, count: format.samples)]) }
    mean = sums.map { $0 / Double(count) }
    self.windows = count
    notes = reader.warnings + (isSilent ? [Preprocessing.silenceNote] : [])
  }
}
