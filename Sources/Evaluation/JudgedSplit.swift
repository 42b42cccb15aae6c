import Ranks
import TensorCore
import Training

/// Everything that a model makes of a split, with the real pairs beside it.
struct JudgedSplit {
  let labels: [Int]
  /// Which pairs belong together, such as those of one recording, by a number for each.
  let groups: [Int]
  /// The real pictures and sounds of the split.
  private(set) var realImages: Items
  private(set) var realSounds: Items
  private(set) var realWaves: [WaveMeasures] = []
  /// The real pictures and sounds that were trained on, some of them where there are many.
  private(set) var trainingImages: Items
  private(set) var trainingSounds: Items
  let trainingLabels: [Int]
  /// The ways that the model has networks for, in the order of tables.
  let ways: [Way]
  private(set) var made: [Way: Made] = [:]
  /// Results in the modality of the input, directly and back through the other, beside the input.
  var remade: [Remade: RemadeMeasures] = [:]

  /// Training pairs that features are taken of, at most.
  private static let mostTraining = 2_000

  /// Translates every pair of the split, and looks at and listens to all that comes of it.
  ///
  /// Ranks share the batches out and join what they found, so that all have everything.
  ///
  /// - Parameters:
  ///   - model: what is judged.
  ///   - judges: who judges, with the real training pairs.
  ///   - judged: the pairs of the split.
  ///   - groups: which of them belong together.
  ///   - draws: latent vectors for each pair.
  ///   - ranks: the processes that evaluate together.
  ///   - progress: told the share that is done.
  /// - Throws: the failure of the first file that cannot be read.
  init(
    _ model: TrainedModel, _ judges: Judges, judged: SampleStore, groups: [Int], draws: Int,
    _ ranks: any RankGroup, progress: (Double) -> Void
  ) throws {
    let (configuration, training) = (model.configuration, judges.training)
    labels = judged.pairs.map(\.classIndex)
    self.groups = groups
    realImages = Items(.image, judges)
    realSounds = Items(.sound, judges)
    trainingImages = Items(.image, judges, areJudged: false)
    trainingSounds = Items(.sound, judges, areJudged: false)
    let count = training.pairs.count
    let shown = min(count, Self.mostTraining)
    let chosen = (0..<shown).map { $0 * count / shown }
    trainingLabels = chosen.map { training.pairs[$0].classIndex }
    for batch in ranks.part(of: chosen.indices.batches) {
      let part = Array(chosen[batch])
      try training.load(part)
      trainingImages.append(training.images(part), configuration)
      trainingSounds.append(training.sounds(part), configuration)
    }

    ways = Way.all(of: model.translator)
    for way in ways {
      made[way] = Made(
        draws: (0..<draws).map { _ in Items(way.target, judges) },
        spectrograms: way.target == .sound
          ? (0..<draws).map { _ in Items(.sound, judges) } : [])
    }
    let waves = try Waves(model)
    let batches = ranks.part(of: judged.pairs.indices.batches)
    for batch in batches {
      let part = Array(batch)
      try judged.load(part)
      let (image, sound) = (judged.images(part), judged.sounds(part))
      realImages.append(image, configuration)
      realSounds.append(sound, configuration)
      realWaves += waves(sound).measures
      for draw in 0..<draws {
        let latent = model.latents(batch, draw: draw)
        for way in ways {
          let levels = model.translator.translate(
            way.target == .image ? sound : image, way.source, to: way.target, latent: latent,
            route: way.route)
          guard way.target == .sound else {
            made[way]?.draws[draw].append(levels, configuration)
            continue
          }
          let spoken = waves(levels)
          made[way]?.spectrograms[draw].append(levels, configuration)
          made[way]?.draws[draw].append(spoken.levels, configuration)
          made[way]?.waves += spoken.measures
        }
        if draw == 0 { compareRemade(model, image, sound, latent) }
      }
      progress(
        Double(batch.upperBound - batches[0].lowerBound)
          / Double((batches.last ?? batch).upperBound - batches[0].lowerBound))
    }
  }

  /// Joins what all ranks found.
  mutating func gather(over ranks: any RankGroup) {
    realImages.gather(over: ranks)
    realSounds.gather(over: ranks)
    realWaves = ranks.gather(realWaves)
    trainingImages.gather(over: ranks)
    trainingSounds.gather(over: ranks)
    for way in ways { made[way]?.gather(over: ranks) }
    for key in Remade.all {
      var measures = remade[key] ?? RemadeMeasures()
      measures.errors = ranks.gather(measures.errors)
      measures.likeness = ranks.gather(measures.likeness)
      remade[key] = measures.errors.isEmpty ? nil : measures
    }
  }

}

extension RankGroup {
  /// The batches of this rank.
  fileprivate func part(of batches: [Range<Int>]) -> [Range<Int>] {
    Array(batches[part(of: batches.count)])
  }
}
