import Ranks

/// The results of one translation of every pair of a split.
package struct GeneratedItems: Sendable {
  /// Images, or sounds as waveforms after Griffin-Lim: one collection for each latent sample.
  package var latentSamples: [EvaluatedItems]
  /// Sounds as the spectrograms that the networks generate, before Griffin-Lim.
  package var spectrograms: [EvaluatedItems]
  /// The measures of each waveform.
  package var waveforms: [WaveformMeasures]
  /// The measures of each image of all latent samples, at each size; empty for sounds.
  package var images: [ImageMeasures]

  /// Results that are known already.
  package init(
    latentSamples: [EvaluatedItems], spectrograms: [EvaluatedItems] = [],
    waveforms: [WaveformMeasures] = [], images: [ImageMeasures] = []
  ) {
    self.latentSamples = latentSamples
    self.spectrograms = spectrograms
    self.waveforms = waveforms
    self.images = images
  }

  /// Joins the results of all ranks.
  mutating func gather(over ranks: any RankGroup) {
    for sample in latentSamples.indices { latentSamples[sample].gather(over: ranks) }
    for sample in spectrograms.indices { spectrograms[sample].gather(over: ranks) }
    waveforms = ranks.gather(waveforms)
    images = ranks.gather(images)
  }
}
