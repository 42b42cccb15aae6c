import Configuration
import TensorCore

/// Applies the evaluators to batches of images or sounds and collects the results.
struct ItemCollector {
  let evaluators: Evaluators
  let imageFormat: ImageFormat

  /// A collection without items; `classified` says whether evaluators predict their classes.
  func empty(_ modality: Modality, classified: Bool = true) -> EvaluatedItems {
    EvaluatedItems(
      modality,
      predictions: classified
        ? evaluators.evaluators(of: modality).map { .init(evaluator: $0.name) } : [],
      spaces: Dictionary(
        uniqueKeysWithValues: evaluators.extractors(of: modality).map { ($0.space, []) }))
  }

  /// Adds images [n, height, width, 3] or sounds [n, bands, frames, 1] to a collection.
  func append(_ levels: Tensor, to items: inout EvaluatedItems) {
    if !items.predictions.isEmpty {
      for (index, evaluator) in evaluators.evaluators(of: items.modality).enumerated() {
        items.predictions[index].classes += evaluator.predictedClasses(of: levels)
      }
    }
    for extractor in evaluators.extractors(of: items.modality) {
      items[extractor.space] += extractor.features(of: levels)
    }
    guard items.modality == .image else { return }
    for row in 0..<levels.shape[0] {
      items.thumbnails.append(ImageFeatures.thumbnail(levels.row(row), imageFormat))
    }
  }
}
