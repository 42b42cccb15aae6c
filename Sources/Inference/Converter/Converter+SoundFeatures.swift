import Configuration
import Console
import DataSets
import Media
import Models
import Preprocessing
import TensorCore

extension Converter {
  /// Hands on the features of a sound, or of each of its parts: the mean over windows that are not silent.
  ///
  /// There is one vector for each latent sample, or a single one if they do not depend on it.
  func soundFeatures(
    of source: ConversionSource, note: (String) -> Void, receive: ([[Scalar]]) throws -> Void
  ) throws {
    let reader = try source.reader(sampleRate: format.sampleRate)
    let part = options.every.map { max(1, Int(($0 * Double(format.sampleRate)).rounded())) }
    var windows = SoundWindows(reader, length: format.samples, segmentLength: part)
    let route = route(of: source)
    var mean = FeatureMean(samples: route == .direct ? 1 : options.samples)
    var segment = 0
    var silentParts = 0
    func finishPart() throws {
      if mean.count == 0 {
        silentParts += 1
        let silence = [Float](repeating: -1, count: format.bands * format.frames)
        add([silence], to: &mean, route)
      }
      try receive(mean.vectors)
      mean = FeatureMean(samples: mean.samples)
      segment += 1
    }

    try windows.forEachBatch { batch in
      let end = batch.last.map { $0.start + format.samples } ?? 0
      progress?(Double(end) / Double(format.sampleRate))
      let spectrograms = levels(batch.map(\.samples))
      // A batch may hold windows of several parts, and a part may have windows in several batches.
      var first = 0
      while first < batch.count {
        if batch[first].segment != segment { try finishPart() }
        let end = batch[first...].firstIndex { $0.segment != segment } ?? batch.count
        let active = (first..<end).filter { !Preprocessing.isSilent(batch[$0].samples) }
        if !active.isEmpty { add(active.map { spectrograms[$0] }, to: &mean, route) }
        first = end
      }
    }
    try finishPart()
    reader.warnings.forEach(note)
    if windows.sampleCount < format.samples {
      note(
        "is shorter than a clip (\(seconds(windows.sampleCount)) s of \(seconds(format.samples)) "
          + "s), silence follows")
    }
    if silentParts == segment {
      note(Preprocessing.silenceNote)
    } else if silentParts > 0 {
      note("\(silentParts) of \(segment) parts are silent")
    }
  }

  /// Adds the features of spectrograms.
  private func add(_ spectrograms: [[Float]], to mean: inout FeatureMean, _ route: Route) {
    let input = soundTensor(spectrograms)
    for sample in 0..<mean.samples {
      let one = latents(sample..<sample + 1).elements
      let latent = Tensor(
        shape: [spectrograms.count, one.count],
        elements: spectrograms.flatMap { _ in one })
      let features = model.translator.features(
        of: input, .sound, to: .image, latent: latent, route: route)
      for row in 0..<spectrograms.count { mean.add(features.row(row), sample: sample) }
    }
    mean.count += spectrograms.count
  }

  private func seconds(_ samples: Int) -> String {
    (Double(samples) / Double(format.sampleRate)).fixed(3)
  }
}
