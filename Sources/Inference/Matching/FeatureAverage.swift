import Configuration
import DataSets
import TensorCore

/// What networks say of a sound: the mean over all its windows that are not silent.
struct FeatureAverage {
  /// The mean of the rows.
  let mean: [Double]
  /// How many windows were listened to; of a silent sound it is one.
  let windows: Int
  /// What is odd about the sound.
  let notes: [String]

  /// Listens to a whole sound, in constant memory.
  ///
  /// - Parameters:
  ///   - source: the sound.
  ///   - format: the format that the networks take.
  ///   - preprocessing: what makes clips ready.
  ///   - hear: gives a row for each of a batch of sounds [count, bands, frames, 1], with their numbers.
  /// - Throws: what reading the sound throws.
  init(
    to source: ConversionSource, in format: SoundFormat, _ preprocessing: Preprocessing,
    hear: (_ sounds: Tensor, _ numbers: Range<Int>) -> Tensor
  ) throws {
    let reader = try source.reader(sampleRate: format.sampleRate)
    var windows = SoundWindows(reader, length: format.samples)
    var sums: [Double] = []
    var count = 0
    func add(_ clips: [[Float]]) {
      let sounds = format.batch(clips.map { preprocessing.soundLevels(clip: $0) })
      let rows = hear(sounds, count..<count + clips.count)
      if sums.isEmpty { sums = [Double](repeating: 0, count: rows.shape[1]) }
      for row in 0..<clips.count {
        for (place, value) in rows.row(row).enumerated() { sums[place] += Double(value) }
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
