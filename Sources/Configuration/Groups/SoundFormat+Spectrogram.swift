import Media

extension SoundFormat {
  /// The spectrogram of these clips.
  public var spectrogramSettings: SpectrogramSettings {
    SpectrogramSettings(
      sampleRate: sampleRate, windowLength: windowLength, hopLength: hopLength, bands: bands,
      minimumFrequency: minimumFrequency, maximumFrequency: maximumFrequency)
  }

  /// Levels in [-1, 1] of decibels: the loudest is 1, and what lies the whole range lower is -1.
  public func levels(decibels: [Float]) -> [Float] {
    let peak = decibels.max() ?? 0
    let range = Float(dynamicRangeDecibels)
    return decibels.map { 2 * max(0, ($0 - peak) / range + 1) - 1 }
  }
}
