import Configuration
import Models
import Ranks

/// One way to translate: from a modality to the other, directly or through the reconstruction.
struct Translation: Hashable {
  let target: Modality
  let route: Route

  var source: Modality { target.other }
  /// What tables call it.
  var name: String { target == .image ? "sound to image" : "image to sound" }

  /// All ways that a translator has networks for.
  static func all(of translator: Translator) -> [Translation] {
    [Modality.image, .sound].flatMap { target in
      Route.allCases.map { Translation(target: target, route: $0) }
    }.filter { translator.canTranslate($0.source, to: $0.target, route: $0.route) }
  }
}

/// What a model made of every pair of a split by one way.
struct GeneratedItems {
  /// Images, or sounds as waveforms after Griffin-Lim: one collection for each draw of z.
  var latentSamples: [EvaluatedItems]
  /// Sounds as the spectrograms that the networks say, before Griffin-Lim.
  var spectrograms: [EvaluatedItems] = []
  /// What is measured of each waveform.
  var waves: [WaveformMeasures] = []

  /// Joins what all ranks made.
  mutating func gather(over ranks: any RankGroup) {
    for draw in latentSamples.indices { latentSamples[draw].gather(over: ranks) }
    for draw in spectrograms.indices { spectrograms[draw].gather(over: ranks) }
    waves = ranks.gather(waves)
  }
}
