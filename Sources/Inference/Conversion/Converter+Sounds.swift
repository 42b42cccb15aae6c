import Configuration
import Console
import DataSets
import Films
import Glibc
import Media
import TensorCore

/// What is heard: features of long sounds, and sounds window by window.
extension Converter {
  /// Hands on the features of a sound, or of each of its parts: one vector for each draw, or a single
  /// one if they do not depend on the draw.
  ///
  /// They are the mean over the windows that are not silent.
  func soundImages(
    of source: ConversionSource, note: (String) -> Void, receive: ([[Scalar]]) throws -> Void
  ) throws {
    let reader = try source.reader(sampleRate: format.sampleRate)
    let part = options.every.map { max(1, Int(($0 * Double(format.sampleRate)).rounded())) }
    var windows = SoundWindows(reader, length: format.samples, segmentLength: part)
    let route = route(of: source)
    var mean = FeatureMean(samples: route == .direct ? 1 : options.samples)
    var segment = 0
    var silentParts = 0
    func finish() throws {
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
        if batch[first].segment != segment { try finish() }
        let end = batch[first...].firstIndex { $0.segment != segment } ?? batch.count
        let active = (first..<end).filter { !Preprocessing.isSilent(batch[$0].samples) }
        if !active.isEmpty { add(active.map { spectrograms[$0] }, to: &mean, route) }
        first = end
      }
    }
    try finish()
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
    for draw in 0..<mean.samples {
      let one = latents(draw..<draw + 1).elements
      let latent = Tensor(
        shape: [spectrograms.count, one.count],
        elements: spectrograms.flatMap { _ in one })
      let features = model.translator.features(
        of: input, .sound, to: .image, latent: latent, route: route)
      for row in 0..<spectrograms.count { mean.add(features.row(row), draw: draw) }
    }
    mean.count += spectrograms.count
  }

  /// Hands on a clip of an image, or as many crossfaded ones as the duration or the film asks for, piece
  /// by piece.
  func soundOfImage(
    _ source: ConversionSource, _ draw: Int, _ synthesis: SoundSynthesis,
    _ convergences: inout [Double], receive: ([Float]) throws -> Void
  ) throws {
    let rate = Double(format.sampleRate)
    let overlap = format.samples / 4
    let views = try views(of: source, every: format.samples - overlap)
    let length = samplesMade(ofImage: source)
    var joined = CrossfadedSound(overlap: overlap)
    var window = 0
    var done = 0
    while done < length {
      // The first clip brings all its samples, each further one what is not faded.
      let hop = format.samples - overlap
      let missing =
        length - done - (joined.samples.isEmpty ? overlap : joined.samples.count)
      let count = min(Self.batchSize, max(1, (missing + hop - 1) / hop))
      let latent = (0..<count).flatMap { latents(draw..<draw + 1, window: window + $0).elements }
      let crops = try (0..<count).flatMap { _ in try views() }
      let made = try translate(
        imageTensor(crops, count: count), source,
        Tensor(shape: [count, latent.count / count], elements: latent))
      for clip in synthesis(made) {
        joined.append(clip.samples)
        convergences += clip.spectralConvergence.map { [$0] } ?? []
      }
      window += count
      let piece = joined.take(atEnd: done + joined.samples.count >= length).prefix(length - done)
      try receive(Array(piece))
      done += piece.count
      progress?(Double(done) / rate)
    }
  }

  /// The levels of what is seen in one window after another: always the same image, or those of a film
  /// in the middle of each window.
  private func views(of source: ConversionSource, every hop: Int) throws -> () throws -> [Float] {
    guard let film = source.film else {
      let levels = model.preprocessing.imageLevels(try source.image())
      return { levels }
    }
    let middle = Double(format.samples) / Double(2 * format.sampleRate)
    let frames = try FilmFrames(
      film, rate: .init(images: format.sampleRate, seconds: hop), from: middle, isEndless: true)
    let preprocessing = model.preprocessing
    var last: [Float] = []
    return {
      // One that is damaged at its end is heard as long as it was seen.
      if let image = try frames.next() { last = preprocessing.imageLevels(image) }
      return last
    }
  }

  /// A sound translated window by window; each keeps its loudness.
  func soundOfSound(
    _ source: ConversionSource, _ draw: Int, _ synthesis: SoundSynthesis, _ note: (String) -> Void,
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
        let one = latents(draw..<draw + 1).elements
        let made = try translate(
          soundTensor(levels(active.map { batch[$0] })), source,
          Tensor(shape: [active.count, one.count], elements: active.flatMap { _ in one }))
        for (number, clip) in zip(active, synthesis(made)) {
          clips[number] = clip.samples.scaled(toLoudnessOf: batch[number])
          convergences += clip.spectralConvergence.map { [$0] } ?? []
        }
      }
      clips.forEach { joined.append($0) }
      progress?(Double(joined.samples.count) / Double(format.sampleRate))
    }
    if draw == 0 { reader.warnings.forEach(note) }
    // A sound of less than one sample at the model's rate still becomes a sound.
    return joined.samples.isEmpty ? [0] : Array(joined.samples.prefix(windows.sampleCount))
  }

  /// The spectrograms of clips, several at a time.
  private func levels(_ clips: [[Float]]) -> [[Float]] {
    let size = format.bands * format.frames
    let all = Tensor(shape: [clips.count, size]) { out in
      ThreadPool.shared.forEach(clips.count) { number in
        let levels = model.preprocessing.soundLevels(clip: clips[number])
        for index in 0..<size { out[number * size + index] = Scalar(levels[index]) }
      }
    }
    return clips.indices.map { all.row($0).map { Float($0) } }
  }

  func soundTensor(_ spectrograms: [[Float]]) -> Tensor {
    Tensor(
      shape: [spectrograms.count, format.bands, format.frames, 1],
      elements: spectrograms.flatMap { $0.map { Scalar($0) } })
  }

  private func seconds(_ samples: Int) -> String {
    (Double(samples) / Double(format.sampleRate)).fixed(3)
  }
}

/// The mean of feature vectors, for one or several draws of the latent vector.
private struct FeatureMean {
  let samples: Int
  var count = 0
  private var sums: [[Double]]

  init(samples: Int) {
    self.samples = samples
    sums = Array(repeating: [], count: samples)
  }

  mutating func add(_ features: ArraySlice<Scalar>, draw: Int) {
    if sums[draw].isEmpty { sums[draw] = [Double](repeating: 0, count: features.count) }
    for (index, feature) in features.enumerated() { sums[draw][index] += Double(feature) }
  }

  var vectors: [[Scalar]] { sums.map { $0.map { Scalar($0 / Double(count)) } } }
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
