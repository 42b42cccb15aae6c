import DataSets
import Media
import Preprocessing
import TensorCore
import Threads

extension Converter {
  /// A sound translated window by window; each keeps its loudness.
  func soundOfSound(
    _ source: ConversionSource, _ sample: Int, _ synthesis: SoundSynthesis,
    _ note: (String) -> Void,
    _ convergences: inout [Double]
  ) throws -> [Float] {
    let reader = try source.reader(sampleRate: format.sampleRate)
    var windows = SoundWindows(reader, length: format.samples)
    let overlap = format.samples / 4
    let most = Int(Self.longestSound * Double(format.sampleRate)) + 1
    var joined = CrossfadedSound(overlap: overlap)
    var start = 0
    var isAtEnd = false
    while !isAtEnd, joined.samples.count < most {
      var batch: [[Float]] = []
      while batch.count < Self.batchSize, let samples = try windows.samples(from: start) {
        batch.append(samples)
        start += format.samples - overlap
      }
      isAtEnd = batch.count < Self.batchSize
      let active = batch.indices.filter { !Preprocessing.isSilent(batch[$0]) }
      var clips = [[Float]](
        repeating: [Float](repeating: 0, count: format.samples), count: batch.count)
      if !active.isEmpty {
        let one = latents(sample..<sample + 1).elements
        let generated = try translate(
          soundTensor(levels(active.map { batch[$0] })), source,
          Tensor(shape: [active.count, one.count], elements: active.flatMap { _ in one }))
        for (number, clip) in zip(active, synthesis(generated)) {
          clips[number] = clip.samples.scaled(toLoudnessOf: batch[number])
          convergences += clip.spectralConvergence.map { [$0] } ?? []
        }
      }
      clips.forEach { joined.append($0) }
      progress?(Double(joined.samples.count) / Double(format.sampleRate))
    }
    if sample == 0 { reader.warnings.forEach(note) }
    // A sound of less than one sample at the model's rate still becomes a sound.
    return joined.samples.isEmpty ? [0] : Array(joined.samples.prefix(windows.sampleCount))
  }

  /// The spectrograms of clips, each [bands, frames], computed on all threads.
  func levels(_ clips: [[Float]]) -> [[Float]] {
    let size = format.bands * format.frames
    let all = Tensor(shape: [clips.count, size]) { out in
      ThreadPool.shared.forEach(clips.count) { number in
        let levels = model.preprocessing.soundLevels(clip: clips[number])
        for index in 0..<size { out[number * size + index] = Scalar(levels[index]) }
      }
    }
    return clips.indices.map { all.row($0).map { Float($0) } }
  }

  /// Spectrograms as the networks take them: [count, bands, frames, 1].
  func soundTensor(_ spectrograms: [[Float]]) -> Tensor {
    Tensor(
      shape: [spectrograms.count, format.bands, format.frames, 1],
      elements: spectrograms.flatMap { $0.map { Scalar($0) } })
  }
}

extension [Float] {
  /// The samples with the root mean square of others.
  fileprivate func scaled(toLoudnessOf other: [Float]) -> [Float] {
    func power(_ samples: [Float]) -> Double {
      samples.reduce(0) { $0 + Double($1) * Double($1) }
    }
    let own = power(self)
    guard own > 0 else { return self }
    let gain = Float((power(other) / own).squareRoot())
    return map { $0 * gain }
  }
}
