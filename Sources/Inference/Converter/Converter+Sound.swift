import Console
import DataSets
import Files
import Media
import Preprocessing

extension Converter {
  /// A generated sound.
  ///
  /// It has one channel at the sample rate of the model.
  public struct GeneratedSound: Sendable {
    /// The sound at the level of the options.
    ///
    /// Its peak is at -1 dB of full scale, unless the options keep the level.
    public let sound: Sound
    /// How far Griffin-Lim is from the magnitudes, the mean over all windows; 0 is perfect, nil silence.
    public let spectralConvergence: Double?
  }
  /// Generates the sound of an input; sounds of several latent vectors follow each other after a pause.
  ///
  /// - Parameters:
  ///   - source: an image or a sound.
  ///   - note: called with what is odd about the input or the result.
  /// - Returns: the sound, and how well it fits the spectrograms of the networks.
  /// - Throws: `Failure` of kind `resources` where it would be longer than an hour, `badInput` where the
  ///   input is damaged or the networks give values that are not finite.
  public func sound(of source: ConversionSource, note: (String) -> Void) throws -> GeneratedSound {
    try chooseLatents(for: source)
    let synthesis = try synthesis()
    let pause = Int(Self.pauseSeconds * Double(format.sampleRate))
    // A length that is known beforehand is refused before an hour of sound is made.
    let knownLength =
      try source.modality == .image
      ? sampleCount(ofImage: source) : source.frameCount(sampleRate: format.sampleRate)
    if let length = knownLength {
      try checkLength(
        Double(options.samples) * (Double(length) + Double(pause)) - Double(pause), source)
    }
    var samples: [Float] = []
    var convergences: [Double] = []
    for draw in 0..<options.samples {
      if draw > 0 { samples += repeatElement(0, count: pause) }
      if source.modality == .image {
        try soundOfImage(source, draw, synthesis, { if draw == 0 { note($0) } }, &convergences) {
          samples += $0
          try checkLength(Double(samples.count), source)
        }
      } else {
        samples += try soundOfSound(source, draw, synthesis, note, &convergences)
        try checkLength(Double(samples.count), source)
      }
    }
    var sound = Sound(samples: samples, sampleRate: format.sampleRate)
    if sound.peak == 0 { note("the model generated silence") }
    switch options.normalization {
    case .peak: sound = sound.normalised(toPeakDecibels: -1)
    case .none:
      if sound.peak > 1 {
        note("clips: its peak is \(sound.peakDecibels.fixed(1)) dB above full scale")
      }
    }
    return GeneratedSound(sound: sound, spectralConvergence: convergences.mean)
  }

  /// How many samples the sound of an image, or of the images of a film, has.
  func sampleCount(ofImage source: ConversionSource) -> Int {
    guard let seconds = options.duration ?? source.film?.imageStream?.seconds else {
      return format.samples
    }
    return max(1, Int((seconds * Double(format.sampleRate)).rounded()))
  }

  /// The synthesis, whose tables are made once.
  func synthesis() throws -> SoundSynthesis {
    let synthesis =
      try usedSynthesis
      ?? SoundSynthesis(model.configuration, iterations: options.griffinLimIterations)
    usedSynthesis = synthesis
    return synthesis
  }

  private func checkLength(_ samples: Double, _ source: ConversionSource) throws {
    guard samples > Self.longestSound * Double(format.sampleRate) else { return }
    throw Failure(
      .resources, source.name,
      "the sound made of it would be too long (at most \(Int(Self.longestSound)) s)")
  }
}

extension [Double] {
  /// The mean; nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
