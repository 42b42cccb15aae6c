import DataSets
import Files
import Films
import Preprocessing
import TensorCore

extension Converter {
  /// Hands on the sound of an image piece by piece: one clip, or crossfaded clips that fill the duration of
  /// the options or of a film.
  func soundOfImage(
    _ source: ConversionSource, _ sample: Int, _ synthesis: SoundSynthesis,
    _ note: (String) -> Void, _ convergences: inout [Double], receive: ([Float]) throws -> Void
  ) throws {
    let rate = Double(format.sampleRate)
    let overlap = format.samples / 4
    let views = try views(of: source, every: format.samples - overlap, note)
    let length = sampleCount(ofImage: source)
    var joined = CrossfadedSound(overlap: overlap)
    var window = 0
    var done = 0
    while done < length {
      // The first clip brings all its samples, each further one what is not faded.
      let hop = format.samples - overlap
      let missing =
        length - done - (joined.samples.isEmpty ? overlap : joined.samples.count)
      let count = min(Self.batchSize, max(1, (missing + hop - 1) / hop))
      let latent = (0..<count).flatMap {
        latents(sample..<sample + 1, window: window + $0).elements
      }
      let generated = try translate(
        Tensor(joining: try (0..<count).map { _ in try views() }), source,
        Tensor(shape: [count, latent.count / count], elements: latent))
      for clip in synthesis(generated) {
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

  /// The encoder's input for one window after another: always the same, or that of a film in the middle
  /// of each window.
  private func views(
    of source: ConversionSource, every hop: Int, _ note: (String) -> Void
  ) throws -> () throws -> Tensor {
    // The class that is asked for is made whatever is seen.
    guard options.className == nil else { return { Tensor(repeating: 0, shape: [1, 0]) } }
    guard let film = source.film else {
      let input = model.preprocessing.encoderInput(try source.image(note: note))
      return { input }
    }
    let middle = Double(format.samples) / Double(2 * format.sampleRate)
    let frames = try FilmFrames(
      film, rate: .init(images: format.sampleRate, seconds: hop), from: middle, isEndless: true)
    let preprocessing = model.preprocessing
    var last: Tensor?
    return {
      // After the end of damaged images, the last one stands for the rest.
      guard let image = try frames.next() else {
        if let last { return last }
        throw Failure(.badInput, source.path, "has no image that can be read")
      }
      let input = preprocessing.encoderInput(image)
      last = input
      return input
    }
  }
}
