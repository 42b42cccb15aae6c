import Ranks
import TensorCore
import Training

extension EvaluatedSplit {
  /// Features are taken from this many training pairs at most.
  private static let mostTraining = 2_000

  /// Translates every pair of a split and collects all that tables need.
  ///
  /// Each rank takes its part of the batches; `gather(over:)` joins them afterwards.
  ///
  /// - Parameters:
  ///   - subject: the model, its evaluators, and the pairs.
  ///   - classes: the names of the classes.
  ///   - groups: the group of each pair.
  ///   - latentSamples: latent vectors for each pair.
  ///   - ranks: the processes that evaluate together.
  ///   - progress: told the share that is done, 0 to 1.
  /// - Throws: the failure of the first file that cannot be read.
  init(
    _ subject: EvaluatedModel, classes: [String], groups: [Int], latentSamples: Int,
    _ ranks: any RankGroup, progress: (Double) -> Void
  ) throws {
    let collector = subject.collector
    let training = subject.evaluators.training
    let chosen = training.pairs.count.evenIndices(most: Self.mostTraining)
    self.init(
      classes: classes, labels: subject.store.pairs.map(\.classIndex), groups: groups,
      realImages: collector.empty(.image), realSounds: collector.empty(.sound),
      trainingImages: collector.empty(.image, classified: false),
      trainingSounds: collector.empty(.sound, classified: false),
      trainingLabels: chosen.map { training.pairs[$0].classIndex },
      translations: Translation.all(of: subject.model.translator))
    for batch in ranks.part(of: chosen.indices.batches) {
      let part = Array(chosen[batch])
      try training.load(part)
      collector.append(training.images(part), to: &trainingImages)
      collector.append(training.sounds(part), to: &trainingSounds)
    }
    for translation in translations {
      let empty = (0..<latentSamples).map { _ in collector.empty(translation.to) }
      generated[translation] = GeneratedItems(
        latentSamples: empty, spectrograms: translation.to == .sound ? empty : [])
    }
    let searched =
      try translations.contains { $0.to == .image }
      ? RealImages(
        training: training, split: subject.store, subject.model.configuration.image) : nil
    imageSizes = searched?.sizeNames ?? []
    searchedImages = searched?.count ?? 0
    let waveforms = try Waveforms(subject.model)
    let batches = ranks.part(of: subject.store.pairs.indices.batches)
    for batch in batches {
      try collect(
        batch, of: subject, latentSamples: latentSamples, collector, waveforms, searched)
      progress(
        Double(batch.upperBound - batches[0].lowerBound)
          / Double((batches.last ?? batch).upperBound - batches[0].lowerBound))
    }
  }

  /// Collects one batch of pairs: the real items, and the results of each latent sample.
  private mutating func collect(
    _ batch: Range<Int>, of subject: EvaluatedModel, latentSamples: Int,
    _ collector: ItemCollector, _ waveforms: Waveforms, _ searched: RealImages?
  ) throws {
    let part = Array(batch)
    try subject.store.load(part)
    let (image, sound) = (subject.store.images(part), subject.store.sounds(part))
    collector.append(image, to: &realImages)
    collector.append(sound, to: &realSounds)
    realWaveforms += waveforms(sound).measures
    let batchLabels = batch.map { labels[$0] }
    func measures(_ images: Tensor, themselves pairs: Range<Int>? = nil) -> [ImageMeasures] {
      searched?.measures(of: images, labels: batchLabels, themselves: pairs) ?? []
    }
    realImageMeasures += measures(image, themselves: batch)
    for sample in 0..<latentSamples {
      let latent = subject.model.latents(batch, draw: sample)
      for translation in translations {
        let levels = subject.model.translator.translate(
          translation.to == .image ? sound : image, translation.from, to: translation.to,
          latent: latent, route: translation.route)
        guard var items = generated[translation] else { continue }
        // Taken out, so that the lists grow in place.
        generated[translation] = nil
        if translation.to == .image {
          collector.append(levels, to: &items.latentSamples[sample])
          items.images += measures(levels)
        } else {
          let measured = waveforms(levels)
          collector.append(levels, to: &items.spectrograms[sample])
          collector.append(measured.levels, to: &items.latentSamples[sample])
          items.waveforms += measured.measures
        }
        generated[translation] = items
      }
      if sample == 0 {
        measureReconstructions(subject.model, image, sound, latent) { measures($0) }
      }
    }
  }
}

extension RankGroup {
  /// The batches of this rank.
  fileprivate func part(of batches: [Range<Int>]) -> [Range<Int>] {
    Array(batches[part(of: batches.count)])
  }
}
