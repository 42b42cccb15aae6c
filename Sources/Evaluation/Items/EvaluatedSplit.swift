import Configuration
import Ranks

/// Everything that tables are computed from: the real pairs of a split and a model's results for them.
///
/// It holds values only, no networks and no files, so that a table can be tested on a few made-up
/// items.
package struct EvaluatedSplit: Sendable {
  /// The names of the classes.
  package let classes: [String]
  /// The class of each pair, an index of `classes`.
  package let labels: [Int]
  /// The group of each pair: pairs of one recording share a number.
  package let groups: [Int]
  /// The real images of the split.
  package var realImages: EvaluatedItems
  /// The real sounds of the split.
  package var realSounds: EvaluatedItems
  /// The measures of real sounds that Griffin-Lim made from their spectrograms.
  package var realWaveforms: [WaveformMeasures] = []
  /// The names of the sizes at which pixels are compared.
  package var imageSizes: [String] = []
  /// How many real images were searched for the nearest.
  package var searchedImages = 0
  /// The measures of real images of the split, at each size.
  package var realImageMeasures: [ImageMeasures] = []
  /// Real images of the training pairs, some of them where there are many.
  package var trainingImages: EvaluatedItems
  /// Real sounds of the same training pairs.
  package var trainingSounds: EvaluatedItems
  /// The class of each of these training pairs.
  package let trainingLabels: [Int]
  /// The translations of the model, in the order of tables.
  package let translations: [Translation]
  /// The results of each translation.
  package var generated: [Translation: GeneratedItems] = [:]
  /// Results that returned to the modality of their input, beside that input.
  package var reconstructions: [Reconstruction: ReconstructionMeasures] = [:]

  /// A split of real pairs, to which results are added.
  package init(
    classes: [String], labels: [Int], groups: [Int], realImages: EvaluatedItems,
    realSounds: EvaluatedItems, trainingImages: EvaluatedItems, trainingSounds: EvaluatedItems,
    trainingLabels: [Int], translations: [Translation]
  ) {
    (self.classes, self.labels, self.groups) = (classes, labels, groups)
    (self.realImages, self.realSounds) = (realImages, realSounds)
    (self.trainingImages, self.trainingSounds) = (trainingImages, trainingSounds)
    (self.trainingLabels, self.translations) = (trainingLabels, translations)
  }

  /// The real items of a modality: those of the split, and those of training.
  func real(_ modality: Modality) -> (split: EvaluatedItems, training: EvaluatedItems) {
    modality == .image ? (realImages, trainingImages) : (realSounds, trainingSounds)
  }

  /// The feature spaces of a modality: that of the evaluator, then others by name.
  func spaces(of modality: Modality) -> [FeatureSpace] {
    let spaces = real(modality).training.spaces.keys
    return spaces.filter { $0 == .evaluator }
      + spaces.filter { $0 != .evaluator }.sorted { $0.name < $1.name }
  }

  /// Joins what all ranks collected.
  mutating func gather(over ranks: any RankGroup) {
    realImages.gather(over: ranks)
    realSounds.gather(over: ranks)
    realWaveforms = ranks.gather(realWaveforms)
    realImageMeasures = ranks.gather(realImageMeasures)
    trainingImages.gather(over: ranks)
    trainingSounds.gather(over: ranks)
    for translation in translations { generated[translation]?.gather(over: ranks) }
    for key in Reconstruction.all {
      var measures = reconstructions[key] ?? ReconstructionMeasures()
      measures.errors = ranks.gather(measures.errors)
      measures.likeness = ranks.gather(measures.likeness)
      measures.images = ranks.gather(measures.images)
      reconstructions[key] = measures.errors.isEmpty ? nil : measures
    }
  }
}
