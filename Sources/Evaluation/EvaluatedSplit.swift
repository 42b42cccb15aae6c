import Ranks
import TensorCore
import Training

/// Everything that a model makes of a split, with the real pairs beside it.
struct EvaluatedSplit {
  let labels: [Int]
  /// Which pairs belong together, such as those of one recording, by a number for each.
  let groups: [Int]
  /// The real images and sounds of the split.
  private(set) var realImages: EvaluatedItems
  private(set) var realSounds: EvaluatedItems
  private(set) var realWaveforms: [WaveformMeasures] = []
  /// The real images and sounds that were trained on, some of them where there are many.
  private(set) var trainingImages: EvaluatedItems
  private(set) var trainingSounds: EvaluatedItems
  let trainingLabels: [Int]
  /// The ways that the model has networks for, in the order of tables.
  let translations: [Translation]
  private(set) var made: [Translation: GeneratedItems] = [:]
  /// Results in the modality of the input, directly and back through the other, beside the input.
  var reconstructed: [Reconstructed: ReconstructionMeasures] = [:]

  /// Training pairs that features are taken of, at most.
  private static let mostTraining = 2_000

  /// Translates every pair of the split, and looks at and listens to all that comes of it.
  ///
  /// Ranks share the batches out and join what they found, so that all have everything.
  ///
  /// - Parameters:
  ///   - model: what is judged.
  ///   - evaluators: who judges, with the real training pairs.
  ///   - judged: the pairs of the split.
  ///   - groups: which of them belong together.
  ///   - latentSamples: latent vectors for each pair.
  ///   - ranks: the processes that evaluate together.
  ///   - progress: told the share that is done.
  /// - Throws: the failure of the first file that cannot be read.
  init(
    _ model: TrainedModel, _ evaluators: Evaluators, judged: SampleStore, groups: [Int],
    latentSamples: Int,
    _ ranks: any RankGroup, progress: (Double) -> Void
  ) throws {
    let (configuration, training) = (model.configuration, evaluators.training)
    labels = judged.pairs.map(\.classIndex)
    self.groups = groups
    realImages = EvaluatedItems(.image, evaluators)
    realSounds = EvaluatedItems(.sound, evaluators)
    trainingImages = EvaluatedItems(.image, evaluators, areEvaluated: false)
    trainingSounds = EvaluatedItems(.sound, evaluators, areEvaluated: false)
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

    translations = Translation.all(of: model.translator)
    for way in translations {
      made[way] = GeneratedItems(
        latentSamples: (0..<latentSamples).map { _ in EvaluatedItems(way.target, evaluators) },
        spectrograms: way.target == .sound
          ? (0..<latentSamples).map { _ in EvaluatedItems(.sound, evaluators) } : [])
    }
    let waves = try Waveforms(model)
    let batches = ranks.part(of: judged.pairs.indices.batches)
    for batch in batches {
      let part = Array(batch)
      try judged.load(part)
      let (image, sound) = (judged.images(part), judged.sounds(part))
      realImages.append(image, configuration)
      realSounds.append(sound, configuration)
      realWaveforms += waves(sound).measures
      for draw in 0..<latentSamples {
        let latent = model.latents(batch, draw: draw)
        for way in translations {
          let levels = model.translator.translate(
            way.target == .image ? sound : image, way.source, to: way.target, latent: latent,
            route: way.route)
          guard way.target == .sound else {
            made[way]?.latentSamples[draw].append(levels, configuration)
            continue
          }
          let spoken = waves(levels)
          made[way]?.spectrograms[draw].append(levels, configuration)
          made[way]?.latentSamples[draw].append(spoken.levels, configuration)
          made[way]?.waves += spoken.measures
        }
        if draw == 0 { compareReconstructed(model, image, sound, latent) }
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
    realWaveforms = ranks.gather(realWaveforms)
    trainingImages.gather(over: ranks)
    trainingSounds.gather(over: ranks)
    for way in translations { made[way]?.gather(over: ranks) }
    for key in Reconstructed.all {
      var measures = reconstructed[key] ?? ReconstructionMeasures()
      measures.errors = ranks.gather(measures.errors)
      measures.likeness = ranks.gather(measures.likeness)
      reconstructed[key] = measures.errors.isEmpty ? nil : measures
    }
  }

}

extension RankGroup {
  /// The batches of this rank.
  fileprivate func part(of batches: [Range<Int>]) -> [Range<Int>] {
    Array(batches[part(of: batches.count)])
  }
}
