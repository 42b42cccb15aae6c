import Configuration
import Models
import Ranks

/// One way to translate: from a modality to the other, directly or through the reconstruction.
struct Way: Hashable {
  let target: Modality
  let route: Route

  var source: Modality { target.other }
  /// What tables call it.
  var name: String { target == .image ? "sound to image" : "image to sound" }

  /// All ways that a translator has networks for.
  static func all(of translator: Translator) -> [Way] {
    [Modality.image, .sound].flatMap { target in
      Route.allCases.map { Way(target: target, route: $0) }
    }.filter { translator.canTranslate($0.source, to: $0.target, route: $0.route) }
  }
}

/// What a model made of every pair of a split by one way.
struct Made {
  /// Pictures, or sounds as waveforms after Griffin-Lim: one collection for each draw of z.
  var draws: [Items]
  /// Sounds as the spectrograms that the networks say, before Griffin-Lim.
  var spectrograms: [Items] = []
  /// What is measured of each waveform.
  var waves: [WaveMeasures] = []

  /// Joins what all ranks made.
  mutating func gather(over ranks: any RankGroup) {
    for draw in draws.indices { draws[draw].gather(over: ranks) }
    for draw in spectrograms.indices { spectrograms[draw].gather(over: ranks) }
    waves = ranks.gather(waves)
  }
}
